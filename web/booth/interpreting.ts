/** Whether a visitor is told that an interpreter could join. Pure. */
import { interpreterState } from "../shared/call/conversation.ts";
import type { Call } from "../shared/protocol/server.ts";

/** By then whoever talks without one has shown that they can. */
export const INTRODUCTION_MS = 120_000;

/**
 * Say whether the visitor may wonder where the interpreter is: the call is in neither Dutch nor English, nobody is
 * sought or there, and it has only begun. Whether the employee speaks the language the booth isn't told.
 */
export function mayWantInterpreter(call: Call, interpreted: readonly string[], serverNow: number): boolean {
  if (call.language === "nl" || call.language === "en" || !interpreted.includes(call.language)) return false;
  if (call.answered_at === null || serverNow >= call.answered_at + INTRODUCTION_MS) return false;
  return interpreterState(call) === "none";
}
