/** Beside the pictures, for who called: with whom they talk, and what happens out of sight. */
import languageIcon from "icon:language";
import pauseIcon from "icon:player-pause";
import { html, nothing, type TemplateResult } from "lit";
import type { CallTexts } from "../i18n/catalogs.ts";
import { listOf } from "../i18n/format.ts";
import { icon } from "../ui/icon.ts";
import { type Conversation, interpreterState, isHeld } from "./conversation.ts";
import { isReceived } from "./supervision.ts";

/** `otherwise` is said while nothing else is. */
export function callerAside(
  t: CallTexts,
  conversation: Conversation,
  self: string,
  otherwise: string | null = null,
): TemplateResult {
  return html`${withView(t, conversation, self)}${noticeView(t, conversation, otherwise)}`;
}

/** Those who see read it under the pictures. */
function withView(t: CallTexts, { call }: Conversation, self: string): TemplateResult | typeof nothing {
  const others =
    call?.participants.filter((each) => each.participant_id !== self && isReceived(call, self, each)) ?? [];
  const names = (isInterpreter: boolean) =>
    others.filter(({ role }) => (role === "interpreter") === isInterpreter).map((each) => each.display_name);
  const [staff, interpreters] = [names(false), names(true)];
  if (staff.length === 0) return nothing;
  return html`<p class="visually-hidden" role="status" data-testid="call-with">
    ${t("call.with", { name: listOf(staff, t.locale) })}
    ${interpreters.length === 0 ? nothing : t("call.with.interpreter", { name: listOf(interpreters, t.locale) })}
  </p>`;
}

function noticeView(
  t: CallTexts,
  { call }: Conversation,
  otherwise: string | null,
): TemplateResult | typeof nothing {
  if (!call) return nothing;
  if (isHeld(call)) {
    return html`<p class="notice" role="status" data-testid="on-hold">
      ${icon(pauseIcon)}<span>${t("hold.visitor")} <small>${t("hold.visitor.text")}</small></span>
    </p>`;
  }
  const interpreter = interpreterState(call);
  const isComing = interpreter === "waiting" || interpreter === "ringing";
  const said = isComing ? t("call.interpreter_coming") : otherwise;
  return said
    ? html`<p class="notice" role="status" data-testid="interpreter-notice">${icon(languageIcon)}${said}</p>`
    : nothing;
}
