/** Whether somebody was asked to come to the booth: a pure reducer. */
import type { HelpRequest, ServerMessage } from "../shared/protocol/server.ts";

export interface Help {
  /** What is open at this booth. */
  readonly wanted: HelpRequest | null;
  /** It is being asked for, and the server has not said yes. */
  readonly asking: boolean;
}

export const NO_HELP: Help = { wanted: null, asking: false };

export type HelpStage = "none" | "asking" | "asked" | "coming";

export function stageOf({ wanted, asking }: Help): HelpStage {
  if (!wanted) return asking ? "asking" : "none";
  return wanted.acknowledged_at == null ? "asked" : "coming";
}

export function helpAfter(help: Help, message: ServerMessage): Help {
  switch (message.type) {
    case "snapshot":
      return { wanted: message.help, asking: help.asking && !message.help };
    case "help.requested":
    case "help.acknowledged":
      return { wanted: message.help, asking: false };
    case "help.ended":
      return NO_HELP;
    default:
      return help;
  }
}
