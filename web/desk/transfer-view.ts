/** Handing a call over: the dialog that asks to whom, and how the colleague who was asked stands. */
import alertIcon from "icon:alert-triangle";
import phoneIcon from "icon:phone-outgoing";
import transferIcon from "icon:transfer";
import userIcon from "icon:user-plus";
import closeIcon from "icon:x";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { colleagueSeat, colleagueWhoDeclined } from "../shared/call/conversation.ts";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import { duration, languageName } from "../shared/i18n/format.ts";
import type { Call, Passed, Seat } from "../shared/protocol/server.ts";
import { icon } from "../shared/ui/icon.ts";
import { type Colleagues, isStaffed, matching, type TransferChoice, withCentre } from "./transfer.ts";

export interface HandOverProps {
  t: StaffTexts;
  call: Call;
  self: string;
  /** Null while the server hasn't said. */
  colleagues: Colleagues | null;
  /** Server time, epoch ms. */
  now: number;
  open(): void;
  cancel(seatId: string): void;
  leave(): void;
}

/** The way to hand the call over, or how the colleague who was asked to join stands. */
export function handOverView(props: HandOverProps): TemplateResult {
  const { t, call, self, colleagues, open } = props;
  const seat = colleagueSeat(call, self);
  if (seat) return colleagueView(props, seat);
  const declined = colleagueWhoDeclined(call, self);
  return html`<div class="hand-over ${declined ? "hand-over--declined" : ""}">
    ${declined ? passedView(props, { staff_id: declined, outcome: "declined" }) : nothing}
    ${
      colleagues
        ? html`<button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="transfer" aria-haspopup="dialog" @click=${open}>
          ${icon(transferIcon)}<span>${t("transfer.open")}</span>
        </button>`
        : nothing
    }
  </div>`;
}

function colleagueView(props: HandOverProps, seat: Seat): TemplateResult {
  const { t, call, now, cancel, leave } = props;
  const isJoined = seat.state === "taken";
  const name = nameOf(props, seat.staff_id);
  const joined = call.participants.find((each) => each.participant_id === seat.staff_id);
  const since = joined?.joined_at ?? seat.opened_at;
  const state = isJoined ? "joined" : seat.state === "reserved" ? "ringing" : "waiting";
  const text =
    state === "ringing" && name === null
      ? t("transfer.state.ringing.someone")
      : t(`transfer.state.${state}`, { name: name ?? "" });
  return html`<div class="hand-over hand-over--${state}">
    ${seat.passed && !isJoined ? passedView(props, seat.passed) : nothing}
    <p class="hand-over__state" data-testid="transfer-state" data-state=${state} role="status">
      ${icon(isJoined ? userIcon : phoneIcon)}<span>${text}</span>
    </p>
    <span class="hand-over__since"><span class="visually-hidden">${t("interpreter.since")}</span>${duration((now - since) / 1000)}</span>
    ${
      isJoined
        ? html`<button type="button" class="utrecht-button utrecht-button--primary-action button--small" data-testid="transfer-leave" @click=${leave}>${t("transfer.leave", { name: name ?? "" })}</button>`
        : html`<button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="transfer-cancel" @click=${() => cancel(seat.seat_id)}>${t("transfer.cancel")}</button>`
    }
  </div>`;
}

/** Who was asked and won't come, or didn't answer. */
function passedView(props: HandOverProps, { staff_id, outcome }: Passed): TemplateResult {
  const name = nameOf(props, staff_id) ?? staff_id;
  const isDeclined = outcome === "declined";
  return html`<p class="hand-over__late" data-testid=${isDeclined ? "transfer-declined" : "transfer-unanswered"} role="status">
    ${icon(alertIcon)}<span>${props.t(isDeclined ? "transfer.declined" : "transfer.unanswered", { name })}</span>
  </p>`;
}

function nameOf({ call, colleagues }: HandOverProps, staffId: string | null): string | null {
  const participant = call.participants.find((each) => each.participant_id === staffId);
  const colleague = colleagues?.people.find((each) => each.staff_id === staffId);
  return participant?.display_name ?? colleague?.display_name ?? null;
}

export interface TransferProps {
  t: StaffTexts;
  colleagues: Colleagues;
  self: string;
  /** What the employee speaks. */
  spoken: readonly string[];
  choice: TransferChoice;
  choose(choice: TransferChoice): void;
  transfer(consulted: boolean): void;
  close(): void;
}

/** The dialog; its page opens it as a modal one. */
export function transferView(props: TransferProps): TemplateResult {
  const { t, choice, choose, colleagues, self } = props;
  const isStuck = choice.kind === "person" && !isStaffed(colleagues, self, choice);
  const submitted = (event: SubmitEvent) => {
    event.preventDefault();
    props.transfer(event.submitter?.getAttribute("value") === "consulted");
  };
  // The dialog closes itself, so that the focus goes back to where it came from.
  const dismiss = (event: Event) => (event.currentTarget as HTMLElement).closest("dialog")?.close();
  const kind = (value: TransferChoice["kind"]) => html`<label class="switch__choice">
    <input type="radio" name="kind" data-testid="transfer-kind-${value}" .checked=${choice.kind === value} @change=${() => choose({ ...choice, kind: value })} />
    <span>${t(`transfer.kind.${value}`)}</span>
  </label>`;
  return html`<dialog class="transfer" aria-labelledby="transfer-heading" @close=${props.close}>
    <form class="transfer__form" @submit=${submitted}>
      <header class="transfer__head">
        <h2 id="transfer-heading">${t("transfer.heading")}</h2>
        <button type="button" class="transfer__close" data-testid="transfer-close" aria-label=${t("transfer.close")} @click=${dismiss}>${icon(closeIcon)}</button>
      </header>
      <p class="transfer__lead">${t("transfer.lead")}</p>
      <div class="switch" role="radiogroup" aria-label=${t("transfer.to")}>${kind("person")}${kind("pool")}</div>
      ${choice.kind === "person" ? peopleView(props) : poolView(props)}
      <footer class="transfer__foot">
        <button type="submit" value="blind" ?disabled=${isStuck} class="utrecht-button utrecht-button--secondary-action" data-testid="transfer-now">${icon(transferIcon)}<span>${t("transfer.now")}</span></button>
        <button type="submit" value="consulted" ?disabled=${isStuck} class="utrecht-button utrecht-button--primary-action" data-testid="transfer-ask">${icon(userIcon)}<span>${t("transfer.ask")}</span></button>
      </footer>
    </form>
  </dialog>`;
}

function peopleView({ t, colleagues, self, choice, choose }: TransferProps): TemplateResult {
  const people = matching(colleagues, self, choice.search, t.locale);
  const centreName = (id: string) => colleagues.centres.find((each) => each.centre === id)?.name ?? id;
  const searched = (event: Event) =>
    choose({ ...choice, search: (event.target as HTMLInputElement).value, staffId: "" });
  return html`
    <input class="utrecht-textbox" type="search" data-testid="transfer-search" autofocus autocomplete="off" .value=${choice.search}
      aria-label=${t("transfer.search")} placeholder=${t("transfer.search")} @input=${searched} />
    <div class="transfer__list" role="radiogroup" aria-label=${t("transfer.kind.person")}>
      ${repeat(
        people,
        (person) => person.staff_id,
        (person) => html`<label class="pick">
          <input type="radio" name="person" required data-testid="transfer-person-${person.staff_id}" .checked=${choice.staffId === person.staff_id}
            @change=${() => choose({ ...choice, staffId: person.staff_id })} />
          <span class="pick__words">
            <strong>${person.display_name}</strong>
            <small>${centreName(person.centre)} · ${person.languages.map((code) => languageName(code, t.locale)).join(", ")}</small>
          </span>
          <span class="badge badge--${person.free ? "ready" : "away"}">${t(person.free ? "transfer.free" : "transfer.busy")}</span>
        </label>`,
      )}
      ${people.length === 0 ? html`<p class="transfer__none" data-testid="transfer-nobody">${t(choice.search ? "transfer.no_match" : "transfer.nobody")}</p>` : nothing}
    </div>`;
}

function poolView({ t, colleagues, self, spoken, choice, choose }: TransferProps): TemplateResult {
  const { centres } = colleagues;
  const centre = centres.find((each) => each.centre === choice.centre);
  const chosen = (event: Event) => (event.target as HTMLSelectElement).value;
  const moved = (event: Event) => {
    const next = centres.find((each) => each.centre === chosen(event));
    choose(withCentre(choice, next, spoken));
  };
  return html`<div class="transfer__pool">
    <label class="field">
      <span class="utrecht-form-label">${t("transfer.centre")}</span>
      <select class="utrecht-select" data-testid="transfer-centre" required @change=${moved}>
        ${centres.map((each) => html`<option value=${each.centre} .selected=${each.centre === choice.centre}>${each.name}</option>`)}
      </select>
    </label>
    <label class="field">
      <span class="utrecht-form-label">${t("transfer.language")}</span>
      <select class="utrecht-select" data-testid="transfer-language" required @change=${(event: Event) => choose({ ...choice, language: chosen(event) })}>
        ${(centre?.languages ?? []).map((code) => html`<option value=${code} .selected=${code === choice.language}>${languageName(code, t.locale)}</option>`)}
      </select>
    </label>
    ${isStaffed(colleagues, self, choice) ? nothing : html`<p class="notice transfer__empty" data-testid="transfer-empty" role="status">${icon(alertIcon)}<span>${t("transfer.nobody.pool")}</span></p>`}
  </div>`;
}
