/** What a supervisor is alerted to: unmistakable until somebody has seen it, quiet from then on. */
import "./alerts.css";
import alertIcon from "icon:alert-triangle";
import unfoldIcon from "icon:chevron-down";
import seenIcon from "icon:eye-check";
import soundIcon from "icon:volume";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { StaffTexts } from "../../shared/i18n/catalogs.ts";
import { clockTime, duration, languageName, listOf } from "../../shared/i18n/format.ts";
import type { Alert } from "../../shared/protocol/server.ts";
import { boothName } from "../../shared/staff/help-wanted.ts";
import { icon } from "../../shared/ui/icon.ts";
import { placeNamed, type SupervisorState } from "../state.ts";

/** More rows than these are folded: the figures below must stay in sight. */
const MOST_SHOWN = 2;
/** So many of a kind have one cause, most likely: they are one row. */
const MANY = 3;

interface AlertsProps {
  t: StaffTexts;
  state: Pick<SupervisorState, "alerts" | "staff" | "session" | "locations">;
  /** Server time, epoch ms. */
  now: number;
  /** Whether a sound would be heard. */
  isMuted: boolean;
  /** Somebody has seen it. */
  acknowledge(alertId: string): void;
  unmute(): void;
}

/** Alerts that are to be heard, since nobody has seen them. */
export function ringingAlerts(alerts: ReadonlyMap<string, Alert>): readonly Alert[] {
  return [...alerts.values()].filter((each) => each.loud && each.acknowledged_at === null);
}

/** What it says, in numbers. */
export function alertText(t: StaffTexts, alert: Alert, now: number): string {
  const isTime = alert.value === null;
  return t(`alert.${alert.kind}`, {
    count: alert.value ?? 0,
    value: alert.value ?? 0,
    limit: isTime ? duration(alert.threshold) : alert.threshold,
    wait: duration(Math.max(0, now - (alert.since ?? alert.raised_at)) / 1000),
    language: alert.language ? languageName(alert.language, t.locale) : "",
    booth: alert.booth_id ? boothName(alert.booth_id) : "",
  });
}

/** Where it is, and in which language, where the text doesn't say so. */
function aboutView({ t, state }: AlertsProps, alert: Alert): string {
  const place = alert.location ?? alert.centre;
  const language = alert.kind !== "language_unstaffed" && alert.language;
  return [language ? languageName(language, t.locale) : "", place ? placeNamed(state, place) : ""]
    .filter(Boolean)
    .join(" · ");
}

/** Return the alerts row by row, unseen ones first: those of a kind, where there are many, in one. Pure. */
export function alertRows(alerts: Iterable<Alert>): readonly (readonly Alert[])[] {
  const isSeen = (alert: Alert) => Number(alert.acknowledged_at !== null);
  const sorted = [...alerts].sort((a, b) => isSeen(a) - isSeen(b) || a.raised_at - b.raised_at);
  const kinds = new Map<string, Alert[]>();
  for (const each of sorted) {
    const kind = `${each.kind} ${isSeen(each)}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), each]);
  }
  return [...kinds.values()]
    .flatMap((some) => (some.length < MANY ? some.map((each) => [each]) : [some]))
    .sort(([a], [b]) => (a && b ? isSeen(a) - isSeen(b) || a.raised_at - b.raised_at : 0));
}

/** Nothing while nothing is wrong: as it should be. */
export function alertsView(props: AlertsProps): TemplateResult {
  const { t, state, now } = props;
  const rows = alertRows(state.alerts.values());
  const keyOf = ([first, second]: readonly Alert[]) => (second ? first?.kind : first?.alert_id);
  const list = (some: readonly (readonly Alert[])[]) =>
    html`<ul class="alerts__list">${repeat(
      some,
      keyOf,
      ([first, ...others]) =>
        first && (others.length > 0 ? manyView([first, ...others], first) : rowView(props, first)),
    )}</ul>`;
  const more = rows.slice(MOST_SHOWN);
  const folded = more.flat().length;
  // What ticks would be spoken each second: screen readers hear what it is, once.
  const spoken = rows.flat().filter((each) => each.acknowledged_at === null);
  const seeAll = () => {
    for (const each of spoken) props.acknowledge(each.alert_id);
  };
  const isUnheard = props.isMuted && ringingAlerts(state.alerts).length > 0;
  return html`<div class="visually-hidden" role="alert">${repeat(
    spoken,
    (each) => each.alert_id,
    (each) => html`<p>${t(`alert.kind.${each.kind}`)} ${aboutView(props, each)}</p>`,
  )}</div>
    ${
      rows.length === 0
        ? nothing
        : html`<section class="alerts" aria-label=${t("alerts.label")} data-testid="alerts">
      ${list(rows.slice(0, MOST_SHOWN))}
      ${more.length === 0 ? nothing : html`<details class="alerts__more"><summary>${t("alerts.more", { count: folded })}</summary>${list(more)}</details>`}
      ${
        isUnheard
          ? html`<p class="alerts__muted">${t("alerts.muted")} <button type="button" class="deed" data-testid="alerts-unmute" @click=${props.unmute}>${icon(soundIcon)}<span>${t("alerts.unmute")}</span></button></p>`
          : nothing
      }
      ${
        spoken.length > 1
          ? html`<button type="button" class="deed alerts__all" data-testid="alerts-all-seen" @click=${seeAll}>${icon(seenIcon)}<span>${t("alerts.all_seen", { count: spoken.length })}</span></button>`
          : nothing
      }
    </section>`
    }`;

  function manyView(some: readonly Alert[], first: Alert): TemplateResult {
    const names = some.map((alert) =>
      alert.booth_id
        ? boothName(alert.booth_id)
        : alert.language
          ? languageName(alert.language, t.locale)
          : aboutView(props, alert),
    );
    const what = `${t(`alert.kind.${first.kind}`)} (${some.length})`;
    return html`<li class="alert-kind"><details>
      <summary class="alert ${first.acknowledged_at === null ? "" : "alert--seen"}" data-testid="alert-kind" data-kind=${first.kind}>
        ${icon(alertIcon)}
        <span class="alert__text"><strong>${what}</strong><small>${listOf([...new Set(names)].filter(Boolean), t.locale)}</small></span>
        ${icon(unfoldIcon)}
      </summary>
      <ul class="alerts__list">${repeat(
        some,
        (each) => each.alert_id,
        (each) => rowView(props, each),
      )}</ul>
    </details></li>`;
  }

  function rowView({ acknowledge }: AlertsProps, alert: Alert): TemplateResult {
    const isSeen = alert.acknowledged_at !== null;
    const zone = (state.locations.find((each) => each.location_id === alert.location) ?? state.locations[0])
      ?.timezone;
    const since = t("alert.since", { time: clockTime(alert.since ?? alert.raised_at, t.locale, zone) });
    const about = [aboutView(props, alert), since].filter(Boolean).join(" · ");
    const untold = alert.undelivered.map(
      (way) => html`<span class="alert__untold">${t(`alert.untold.${way}`)}</span>`,
    );
    // The next one comes to the same place as one that goes.
    const seen = (event: MouseEvent) => event.detail < 2 && acknowledge(alert.alert_id);
    const text = alertText(t, alert, now);
    return html`<li class="alert ${isSeen ? "alert--seen" : ""}" data-testid="alert" data-alert-id=${alert.alert_id} data-kind=${alert.kind} data-state=${isSeen ? "seen" : "raised"}>
      ${icon(alertIcon)}
      <p class="alert__text"><strong>${text}</strong><small>${about}${untold}</small></p>
      ${
        isSeen
          ? html`<span class="alert__seen" data-testid="alert-seen-by">${icon(seenIcon)}${seenText(alert)}</span>`
          : html`<button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="alert-acknowledge" aria-label="${t("alert.seen")}: ${t(`alert.kind.${alert.kind}`)} ${aboutView(props, alert)}" @click=${seen}>${icon(seenIcon)}${t("alert.seen")}</button>`
      }
    </li>`;
  }

  function seenText({ acknowledged_by }: Alert): string {
    if (acknowledged_by === null || acknowledged_by === state.session?.principal_id)
      return t("alert.seen.self");
    return t("alert.seen.by", { name: state.staff.get(acknowledged_by)?.display_name ?? acknowledged_by });
  }
}
