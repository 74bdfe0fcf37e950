/** The citizen who waits, kept in sight wherever the list is scrolled. */
import waitsIcon from "icon:door-enter";
import { html, nothing, type TemplateResult } from "lit";
import { duration } from "../shared/i18n/format.ts";
import { icon } from "../shared/ui/icon.ts";
import { type CardProps, isStarting } from "./card.ts";

export type WaitsBarProps = Pick<CardProps, "t" | "view" | "requests" | "now" | "start">;

/** Looks whether any of the places is seen where a conversation with who waits can be begun. */
export class Sight {
  isOut = false;
  private watched: readonly Element[] = [];
  private readonly seen = new Set<Element>();
  private readonly observer: IntersectionObserver;
  private readonly changed: () => void;

  constructor(changed: () => void) {
    this.changed = changed;
    this.observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) this.seen.add(target);
        else this.seen.delete(target);
      }
      this.look();
    });
  }

  /** Look after these elements from now on. */
  watch(elements: readonly Element[]): void {
    for (const each of this.watched.filter((gone) => !elements.includes(gone))) {
      this.observer.unobserve(each);
      this.seen.delete(each);
    }
    for (const each of elements.filter((come) => !this.watched.includes(come))) this.observer.observe(each);
    this.watched = elements;
    if (elements.length === 0) this.look();
  }

  private look(): void {
    const isOut = this.watched.length > 0 && this.seen.size === 0;
    if (isOut === this.isOut) return;
    this.isOut = isOut;
    this.changed();
  }
}

export function waitsBarView({ t, view, requests, now, start }: WaitsBarProps): TemplateResult {
  const { request, contact } = view;
  const starts = isStarting(requests, request);
  const since = duration((now - (request.invitation?.arrived_at ?? now)) / 1000);
  return html`<aside class="waits-bar" data-testid="waits-bar" aria-label=${t("request.waits")}>
    <p><strong>${t("request.waits")}</strong> <span>${t("request.waits.since", { time: since })}</span>${contact ? html`<span class="waits-bar__who">${contact.name}</span>` : nothing}</p>
    <button type="button" class="utrecht-button button--accept" data-testid="waits-bar-start" ?disabled=${starts} @click=${start}>${icon(waitsIcon)}<span>${t(starts ? "request.starting" : "request.start")}</span></button>
  </aside>`;
}
