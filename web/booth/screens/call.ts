/** The conversation. */
import languageIcon from "icon:language";
import { html, nothing, type TemplateResult } from "lit";
import { interpreterState } from "../../shared/call/conversation.ts";
import { callView } from "../../shared/call/view.ts";
import { icon } from "../../shared/ui/icon.ts";
import type { BoothProps } from "../props.ts";

export function inCallView({ t, call }: BoothProps): TemplateResult {
  const record = call.conversation.call;
  const state = record ? interpreterState(record) : "none";
  const coming = state === "waiting" || state === "ringing";
  return html`<h1 class="visually-hidden" tabindex="-1">${t("call.heading")}</h1>
    ${callView({
      ...call,
      aside: coming
        ? html`<p class="notice" role="status">${icon(languageIcon)}${t("call.interpreter_coming")}</p>`
        : nothing,
    })}`;
}
