/** A request unfolded: who its citizen is, what was tried and written, and what is seldom done with it. */
import passIcon from "icon:arrows-exchange";
import needlessIcon from "icon:circle-off";
import saveIcon from "icon:device-floppy";
import referredIcon from "icon:external-link";
import claimIcon from "icon:hand-grab";
import backIcon from "icon:inbox";
import { html, nothing, type TemplateResult } from "lit";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import type { Contact, Delivery } from "../shared/protocol/server.ts";
import { whenText } from "../shared/staff/moments.ts";
import { icon } from "../shared/ui/icon.ts";
import type { CardProps } from "./card.ts";

export function detailsView(props: CardProps): TemplateResult {
  const { t, view, now } = props;
  const { request, contact, deliveries } = view;
  const fact = (label: string, value: unknown) =>
    html`<div class="fact"><dt>${label}</dt><dd>${value}</dd></div>`;
  return html`<div class="request__details">
    <dl class="facts request__facts">
      ${contact ? fact(t("request.contact"), contact.name) : nothing}
      ${contact?.mail ? fact(t("request.mail"), html`<a class="request__mail" href="mailto:${contact.mail}" dir="ltr">${contact.mail}</a>`) : nothing}
      ${fact(t("request.reference"), request.reference)}
      ${fact(t("request.requested"), html`${whenText(t, request.requested_at, now)}<small>${t(`request.origin.${request.origin}`)}</small>`)}
    </dl>
    ${contact ? noteView(props, contact) : html`<p class="request__erased">${t("request.erased")}</p>`}
    ${
      request.attempts.length > 0
        ? html`<section><h4>${t("request.attempts")}</h4><ul class="request__log">
          ${request.attempts.map((each) => html`<li>${whenText(t, each.at, now)} · ${t(`channel.${each.channel}`)} · ${t(`request.attempt.${each.result}`)}</li>`)}
        </ul></section>`
        : nothing
    }
    ${
      deliveries.length > 0
        ? html`<section><h4>${t("request.messages")}</h4><ul class="request__log" data-testid="request-messages">
          ${[...deliveries].sort((a, b) => a.at - b.at).map((each) => html`<li data-state=${each.state}>${deliveryText(t, each, now)}</li>`)}
        </ul></section>`
        : nothing
    }
    ${seldomView(props)}
  </div>`;
}

function noteView({ t, view, requests, online }: CardProps, contact: Contact): TemplateResult {
  const id = view.request.request_id;
  const submitted = (event: SubmitEvent) => {
    event.preventDefault();
    const text = new FormData(event.currentTarget as HTMLFormElement).get("note");
    requests.note(id, String(text).trim());
  };
  const isBusy = requests.work.busy.includes(id);
  return html`<form class="request__note" @submit=${submitted}>
    <label class="field">
      <span class="utrecht-form-label">${t("request.note")}</span>
      <textarea class="utrecht-textbox" name="note" rows="2" maxlength="1000" dir="auto" data-testid="request-note" .defaultValue=${contact.note}></textarea>
    </label>
    <div class="request__save"><small>${t("request.note.hint")}</small>
      <button type="submit" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="request-note-save" ?disabled=${isBusy || !online}>${icon(saveIcon)}<span>${t("request.note.save")}</span></button>
    </div>
  </form>`;
}

/** What is done with a request seldom. */
function seldomView({ t, view, self, requests, online }: CardProps): TemplateResult | typeof nothing {
  const { request, contact } = view;
  const id = request.request_id;
  const isMine = request.staff_id === self;
  const isOthers = request.staff_id !== null && !isMine;
  if (isOthers || request.call_id !== null || !contact) return nothing;
  const isBusy = requests.work.busy.includes(id) || !online;
  const button = (handle: string, symbol: readonly string[], text: string, act: () => void) =>
    html`<button type="button" class="utrecht-button utrecht-button--subtle button--small" data-testid=${handle} ?disabled=${isBusy} @click=${act}>${icon(symbol)}<span>${text}</span></button>`;
  return html`<div class="request__seldom">
    ${isMine ? nothing : button("request-claim", claimIcon, t("request.claim"), () => requests.claim(id))}
    ${button("request-hand-over", passIcon, t("request.hand_over"), () => requests.ask({ kind: "hand_over", id }))}
    ${isMine ? button("request-put-back", backIcon, t("request.put_back"), () => requests.promise(id, "put_back")) : nothing}
    ${button("request-needless", needlessIcon, t("request.needless"), () => requests.promise(id, "needless"))}
    ${button("request-referred", referredIcon, t("request.referred"), () => requests.promise(id, "referred"))}
  </div>`;
}

/** Say how far a message to the citizen came. */
export function deliveryText(
  t: StaffTexts,
  { letter, carrier, state, failures, at }: Delivery,
  now: number,
): string {
  const key = state === "pending" && failures > 0 ? "retried" : state;
  return t(`delivery.${key}`, {
    letter: t(`letter.${letter}`),
    carrier: t(`carrier.${carrier}`),
    when: whenText(t, at, now),
  });
}
