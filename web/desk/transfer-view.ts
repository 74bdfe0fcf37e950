/** Handing a call over: the dialog that asks to whom, and how the colleague who was asked stands. */
import alertIcon from "icon:alert-triangle";
import phoneIcon from "icon:phone-outgoing";
import transferIcon from "icon:transfer";
import userIcon from "icon:user-plus";
import closeIcon from "icon:x";
import { html, nothing, type TemplateResult } from "lit";
import { colleagueSeat, colleagueWhoDeclined } from "../shared/call/conversation.ts";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import { duration } from "../shared/i18n/format.ts";
import type { Call, Passed, Seat } from "../shared/protocol/server.ts";
import { type TargetProps, targetView } from "../shared/staff/target-view.ts";
import { type Colleagues, isStaffed } from "../shared/staff/transfer.ts";
import { icon } from "../shared/ui/icon.ts";

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

export interface TransferProps extends TargetProps {
  transfer(consulted: boolean): void;
  close(): void;
}

/** The dialog; its page opens it as a modal one. */
export function transferView(props: TransferProps): TemplateResult {
  const { t, choice, colleagues, self } = props;
  const isStuck = choice.kind === "person" && !isStaffed(colleagues, self, choice);
  const submitted = (event: SubmitEvent) => {
    event.preventDefault();
    props.transfer(event.submitter?.getAttribute("value") === "consulted");
  };
  // The dialog closes itself, so that the focus goes back to where it came from.
  const dismiss = (event: Event) => (event.currentTarget as HTMLElement).closest("dialog")?.close();
  return html`<dialog class="transfer" aria-labelledby="transfer-heading" @close=${props.close}>
    <form class="transfer__form" @submit=${submitted}>
      <header class="transfer__head">
        <h2 id="transfer-heading">${t("transfer.heading")}</h2>
        <button type="button" class="transfer__close" data-testid="transfer-close" aria-label=${t("transfer.close")} @click=${dismiss}>${icon(closeIcon)}</button>
      </header>
      <p class="transfer__lead">${t("transfer.lead")}</p>
      ${targetView(props)}
      <footer class="transfer__foot">
        <button type="submit" value="blind" ?disabled=${isStuck} class="utrecht-button utrecht-button--secondary-action" data-testid="transfer-now">${icon(transferIcon)}<span>${t("transfer.now")}</span></button>
        <button type="submit" value="consulted" ?disabled=${isStuck} class="utrecht-button utrecht-button--primary-action" data-testid="transfer-ask">${icon(userIcon)}<span>${t("transfer.ask")}</span></button>
      </footer>
    </form>
  </dialog>`;
}
