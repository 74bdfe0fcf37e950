/** The interpreters of a call: who is sought, rings or takes part, since when, and inviting another. */
import alertIcon from "icon:alert-triangle";
import languageIcon from "icon:language";
import plusIcon from "icon:plus";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { interpreterSeat, interpreterSeats } from "../shared/call/conversation.ts";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import { duration, languageName } from "../shared/i18n/format.ts";
import type { Call, LanguageCount, Seat } from "../shared/protocol/server.ts";
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
  /** Server time, epoch ms. */
  now: number;
  menuOpen: boolean;
  toggleMenu(): void;
  invite(language: string): void;
  cancel(seatId: string): void;
}

export function interpreterView(props: InterpreterProps): TemplateResult {
  const { call, available, menuOpen } = props;
  const seats = interpreterSeats(call);
  const offered = available.filter((code) => !seats.some((seat) => seat.language === code));
  return html`<div class="interpreters">
    ${seats.length === 0 ? nobodyView(props) : nothing}
    ${repeat(
      seats,
      (seat) => seat.seat_id,
      (seat) => seatView(props, seat, seat === seats.at(-1) && offered.length > 0),
    )}
    ${menuOpen && offered.length > 0 ? menuView(props, offered) : nothing}
  </div>`;
}

/** The call's own language in one press, any other by the menu. */
function nobodyView(props: InterpreterProps): TemplateResult {
  const { t, call, speaks, available, menuOpen, invite } = props;
  const needed = !speaks.includes(call.language);
  const lacking = needed && !available.includes(call.language);
  const language = languageName(call.language, t.locale);
  const direct = needed && !lacking;
  return html`<div class="interpreter interpreter--none ${needed ? "interpreter--needed" : ""}">
    <p class="interpreter__state" data-testid="interpreter-state" data-state="none" data-needed=${needed ? "true" : "false"} role="status">
      ${icon(needed ? alertIcon : languageIcon)}<span>${t(`interpreter.${lacking ? "lacking" : needed ? "needed" : "none"}`, { language })}</span>
    </p>
    ${
      // The open list begins with it.
      direct && !menuOpen
        ? html`<button type="button" class="utrecht-button utrecht-button--primary-action" data-testid="invite-language-${call.language}" @click=${() => invite(call.language)}>
          <span>${t("interpreter.invite_one", { language })} <small>${countText(props, call.language)}</small></span>
        </button>`
        : nothing
    }
    ${available.length > 0 ? inviteView(props, t(direct ? "interpreter.invite_other" : "interpreter.invite")) : nothing}
  </div>`;
}

function inviteView({ menuOpen, toggleMenu }: InterpreterProps, text: string): TemplateResult {
  return html`<button
    type="button"
    class="utrecht-button utrecht-button--secondary-action button--small"
    data-testid="invite-interpreter"
    aria-expanded=${menuOpen ? "true" : "false"}
    aria-controls="invite-menu"
    @click=${toggleMenu}
  >
    ${icon(plusIcon)}<span>${text}</span>
  </button>`;
}

/** One interpreter: sought, rung or there. The handles are those of the newest; `more`: another may be invited. */
function seatView(props: InterpreterProps, seat: Seat, more: boolean): TemplateResult {
  const { t, call, now, cancel } = props;
  const isNewest = interpreterSeat(call)?.seat_id === seat.seat_id;
  const handle = (name: string) => (isNewest ? name : `${name}-${seat.seat_id}`);
  const { state, key } = standingOf(props, seat);
  const language = languageName(seat.language, t.locale);
  const joined = call.participants.find((each) => each.participant_id === seat.staff_id);
  const since = state === "joined" && joined ? joined.joined_at : seat.opened_at;
  const name = state === "joined" ? (joined?.display_name ?? "") : "";
  return html`<div class="interpreter interpreter--${state} ${key === "absent" ? "interpreter--needed" : ""}">
    <p class="interpreter__state" data-testid=${handle("interpreter-state")} data-state=${state} data-needed="false" role="status">
      ${icon(key === "absent" ? alertIcon : languageIcon)}<span>${t(`interpreter.${key}`, { language })}
        ${name ? html`<small>${name}</small>` : nothing}</span>
    </p>
    <span class="interpreter__since"><span class="visually-hidden">${t("interpreter.since")}</span>${duration((now - since) / 1000)}</span>
    <button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid=${handle("interpreter-cancel")} @click=${() => cancel(seat.seat_id)}>
      ${t(state === "joined" ? "interpreter.release" : "interpreter.cancel")}
    </button>
    ${more ? inviteView(props, t("interpreter.invite_more")) : nothing}
  </div>`;
}

/** Say how the filling of a seat goes, and with which words. Pure. */
export function standingOf({ counts }: Pick<InterpreterProps, "counts">, seat: Seat) {
  const passed = seat.passed?.outcome;
  switch (seat.state) {
    case "taken":
      return { state: "joined", key: "joined" } as const;
    case "reserved":
      return { state: "ringing", key: passed ? "ringing_next" : "ringing" } as const;
    default: {
      const isNobody = counts.find((each) => each.language === seat.language)?.present === 0;
      const key = isNobody ? "absent" : passed === "declined" ? "declined" : "waiting";
      return { state: "waiting", key } as const;
    }
  }
}

/** Say how many interpreters could come now; nothing while the server hasn't said. */
function countText({ t, counts }: InterpreterProps, language: string): string {
  const count = counts.find((each) => each.language === language);
  if (!count) return "";
  if (count.free > 0) return t("interpreter.count.free", { count: count.free });
  return t(count.present > 0 ? "interpreter.count.busy" : "interpreter.count.none");
}

function menuView(props: InterpreterProps, offered: readonly string[]): TemplateResult {
  const { t, call, counts, invite } = props;
  const free = (code: string) => counts.find((each) => each.language === code)?.free ?? 0;
  const first = (code: string) => Number(code === call.language);
  const order = [...offered].sort(
    (a, b) => first(b) - first(a) || Math.sign(free(b)) - Math.sign(free(a)) || a.localeCompare(b),
  );
  return html`<div class="invite" id="invite-menu" role="group" aria-label=${t("interpreter.choose")}>
    <p class="invite__title">${t("interpreter.choose")}</p>
    ${order.map(
      (
        code,
      ) => html`<button type="button" class="invite__language ${free(code) > 0 ? "" : "invite__language--none"}" data-testid="invite-language-${code}" @click=${() => invite(code)}>
        <span>${languageName(code, t.locale)}</span>
        <small>${countText(props, code)}${code === call.language ? html` · ${t("interpreter.call_language")}` : nothing}</small>
      </button>`,
    )}
  </div>`;
}
