/** That a supervisor is in the call, and how: said to everybody else in it, for as long as it is so. */
import listenIcon from "icon:ear";
import whisperIcon from "icon:message-2-share";
import bargeIcon from "icon:user-plus";
import { html, nothing, type TemplateResult } from "lit";
import type { JoinMode } from "../protocol/server.ts";
import { icon } from "../ui/icon.ts";
import { supervisorOf } from "./supervision.ts";
import type { CallProps } from "./view.ts";

export const MODE_ICONS: Readonly<Record<JoinMode, readonly string[]>> = {
  listen: listenIcon,
  whisper: whisperIcon,
  barge: bargeIcon,
};

export function supervisionView({
  t,
  conversation,
  self,
  supervised,
}: CallProps): TemplateResult | typeof nothing {
  const supervisor = conversation.call && supervisorOf(conversation.call);
  if (!supervisor?.mode || supervisor.participant_id === self) return nothing;
  const { mode } = supervisor;
  return html`<div class="call__warning call__warning--supervised" role="status" data-testid="supervised" data-mode=${mode}>
    <p>${icon(MODE_ICONS[mode])}<span>${supervised ?? t(`supervised.${mode}`)}</span></p>
  </div>`;
}
