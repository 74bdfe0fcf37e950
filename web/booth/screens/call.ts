/** The conversation. */
import languageIcon from "icon:language";
import pauseIcon from "icon:player-pause";
import { html, nothing, type TemplateResult } from "lit";
import { interpreterState, isHeld } from "../../shared/call/conversation.ts";
import { callView } from "../../shared/call/view.ts";
import { icon } from "../../shared/ui/icon.ts";
import type { BoothProps } from "../props.ts";

export function inCallView(props: BoothProps): TemplateResult {
  return html`<h1 class="visually-hidden" tabindex="-1">${props.t("call.heading")}</h1>
    ${callView({ ...props.call, aside: noticeView(props) })}`;
}

/** What the visitor should know of what happens out of sight. */
function noticeView({ t, call }: BoothProps): TemplateResult | typeof nothing {
  const record = call.conversation.call;
  if (!record) return nothing;
  if (isHeld(record)) {
    return html`<p class="notice" role="status" data-testid="on-hold">
      ${icon(pauseIcon)}<span>${t("hold.visitor")} <small>${t("hold.visitor.text")}</small></span>
    </p>`;
  }
  const state = interpreterState(record);
  return state === "waiting" || state === "ringing"
    ? html`<p class="notice" role="status">${icon(languageIcon)}${t("call.interpreter_coming")}</p>`
    : nothing;
}
