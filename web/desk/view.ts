/** Beside the call: its facts, and everything about the interpreter. */
import alertIcon from "icon:alert-triangle";
import languageIcon from "icon:language";
import { html, nothing, type TemplateResult } from "lit";
import { interpreterSeat, interpreterState } from "../shared/call/conversation.ts";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import { languageName, placeName } from "../shared/i18n/format.ts";
import type { Call, LanguageCount } from "../shared/protocol/server.ts";
import { icon } from "../shared/ui/icon.ts";

export interface InterpreterProps {
  t: StaffTexts;
  call: Call;
  /** What the employee speaks. */
  speaks: readonly string[];
  /** For which languages an interpreter exists. */
  available: readonly string[];
  /** How many interpreters there are now. */
  counts: readonly LanguageCount[];
  /** Who let it ring, by seat. */
  unanswered: Readonly<Record<string, string>>;
  menuOpen: boolean;
  toggleMenu(): void;
  invite(language: string): void;
  cancel(seatId: string): void;
}

/** Facts of the call, the interpreter, and what else can be done with the call. */
export function asideView(props: InterpreterProps, more: TemplateResult): TemplateResult {
  const { t, call } = props;
  const fact = (label: string, value: string) =>
    html`<div class="fact"><dt>${label}</dt><dd>${value}</dd></div>`;
  return html`<section class="details">
    <h1 class="details__title" tabindex="-1">${t("call.details")}</h1>
    <dl class="facts facts--row">
      ${fact(t("call.language"), languageName(call.language, t.locale))}
      ${fact(t("call.subject"), t(`subject.${call.subject}`))}
      ${fact(t("call.location"), placeName(call.location))}
    </dl>
    ${interpreterView(props)}
    ${more}
  </section>`;
}

function interpreterView(props: InterpreterProps): TemplateResult {
  const { t, call } = props;
  const state = interpreterState(call);
  const seat = interpreterSeat(call);
  const needed = state === "none" && !props.speaks.includes(call.language);
  const language = languageName(seat?.language ?? call.language, t.locale);
  const lacking = needed && !props.available.includes(call.language);
  const absent = state === "waiting" && seat !== null && countOf(props, seat.language)?.present === 0;
  const isNext = state === "ringing" && seat !== null && seat.seat_id in props.unanswered;
  const key = isNext ? "ringing_next" : lacking ? "lacking" : needed ? "needed" : absent ? "absent" : state;
  return html`<div class="interpreter interpreter--${state} ${needed ? "interpreter--needed" : ""}">
    <p class="interpreter__state" data-testid="interpreter-state" data-state=${state} data-needed=${needed ? "true" : "false"} role="status">
      ${icon(needed || absent ? alertIcon : languageIcon)}<span>${t(`interpreter.${key}`, { language })}</span>
    </p>
    ${
      seat
        ? html`<button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="interpreter-cancel" @click=${() => props.cancel(seat.seat_id)}>
          ${t(state === "joined" ? "interpreter.release" : "interpreter.cancel")}
        </button>`
        : props.available.length > 0
          ? inviteView(props, needed && !lacking)
          : nothing
    }
    ${!seat && props.menuOpen ? menuView(props, needed) : nothing}
  </div>`;
}

/** The call's own language in one press, any other by the menu. */
function inviteView(props: InterpreterProps, needed: boolean): TemplateResult {
  const { t, call } = props;
  return html`<div class="interpreter__invite">
    ${
      needed
        ? html`<button type="button" class="utrecht-button utrecht-button--primary-action" data-testid="invite-language-${call.language}" @click=${() => props.invite(call.language)}>
          <span>${t("interpreter.invite_one", { language: languageName(call.language, t.locale) })} <small>${countText(props, call.language)}</small></span>
        </button>`
        : nothing
    }
    <button
      type="button"
      class="utrecht-button utrecht-button--secondary-action button--small"
      data-testid="invite-interpreter"
      aria-expanded=${props.menuOpen ? "true" : "false"}
      aria-controls="invite-menu"
      @click=${props.toggleMenu}
    >
      ${t(needed ? "interpreter.invite_other" : "interpreter.invite")}
    </button>
  </div>`;
}

function countOf({ counts }: InterpreterProps, language: string): LanguageCount | null {
  return counts.find((each) => each.language === language) ?? null;
}

/** Say how many interpreters could come now; nothing while the server hasn't said. */
function countText(props: InterpreterProps, language: string): string {
  const { t } = props;
  const count = countOf(props, language);
  if (!count) return "";
  if (count.free > 0) return t("interpreter.count.free", { count: count.free });
  return t(count.present > 0 ? "interpreter.count.busy" : "interpreter.count.none");
}

function menuView(props: InterpreterProps, needed: boolean): TemplateResult {
  const { t, call, invite } = props;
  const first = (code: string) => Number(code === call.language);
  const order = [...props.available].sort((a, b) => first(b) - first(a));
  const offered = needed ? order.filter((code) => code !== call.language) : order;
  return html`<div class="invite" id="invite-menu" role="group" aria-label=${t("interpreter.choose")}>
    <p class="invite__title">${t("interpreter.choose")}</p>
    ${offered.map(
      (
        code,
      ) => html`<button type="button" class="invite__language" data-testid="invite-language-${code}" @click=${() => invite(code)}>
        <span>${languageName(code, t.locale)}</span>
        <small>${countText(props, code)}${code === call.language ? html` · ${t("interpreter.call_language")}` : nothing}</small>
      </button>`,
    )}
  </div>`;
}
