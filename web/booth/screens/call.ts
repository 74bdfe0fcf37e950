/** The conversation. */
import languageIcon from "icon:language";
import pauseIcon from "icon:player-pause";
import { html, nothing, type TemplateResult } from "lit";
import { interpreterState, isHeld } from "../../shared/call/conversation.ts";
import { callView } from "../../shared/call/view.ts";
import { listOf } from "../../shared/i18n/format.ts";
import { icon } from "../../shared/ui/icon.ts";
import { mayWantInterpreter } from "../interpreting.ts";
import type { BoothProps } from "../props.ts";

export function inCallView(props: BoothProps): TemplateResult {
  return html`<h1 class="visually-hidden" tabindex="-1">${props.t("call.heading")}</h1>
    ${callView({ ...props.call, aside: html`${withView(props)}${noticeView(props)}` })}`;
}

/** With whom the visitor talks: those who see read it under the pictures. */
function withView({ t, call }: BoothProps): TemplateResult | typeof nothing {
  const others = call.conversation.call?.participants.filter((each) => each.role !== "visitor") ?? [];
  const names = (isInterpreter: boolean) =>
    others.filter(({ role }) => (role === "interpreter") === isInterpreter).map((each) => each.display_name);
  const [staff, interpreters] = [names(false), names(true)];
  if (staff.length === 0) return nothing;
  return html`<p class="visually-hidden" role="status" data-testid="call-with">
    ${t("call.with", { name: listOf(staff, t.locale) })}
    ${interpreters.length === 0 ? nothing : t("call.with.interpreter", { name: listOf(interpreters, t.locale) })}
  </p>`;
}

/** What the visitor should know of what happens out of sight. */
function noticeView({ t, state, call }: BoothProps): TemplateResult | typeof nothing {
  const record = call.conversation.call;
  if (!record) return nothing;
  if (isHeld(record)) {
    return html`<p class="notice" role="status" data-testid="on-hold">
      ${icon(pauseIcon)}<span>${t("hold.visitor")} <small>${t("hold.visitor.text")}</small></span>
    </p>`;
  }
  const interpreter = interpreterState(record);
  const said =
    interpreter === "waiting" || interpreter === "ringing"
      ? "call.interpreter_coming"
      : mayWantInterpreter(record, state.session?.interpreter_languages ?? [], call.now)
        ? "call.interpreter_possible"
        : null;
  return said
    ? html`<p class="notice" role="status" data-testid="interpreter-notice">${icon(languageIcon)}${t(said)}</p>`
    : nothing;
}
