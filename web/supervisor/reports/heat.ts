/** Arrivals and waits by hour and weekday: a table whose cells are tinted, and say in numbers what the tint says. */
import { html, nothing, type TemplateResult } from "lit";
import { duration, weekday } from "../../shared/i18n/format.ts";
import type { HourOfWeek } from "../../shared/protocol/api.ts";
import type { LocationView } from "../../shared/protocol/server.ts";
import { type Defined, definitionView } from "./definition.ts";
import { HEATS, type Heat } from "./state.ts";

/** Tints, from none. */
const TINTS = 6;
const WEEK = [1, 2, 3, 4, 5, 6, 7] as const;
/** So many arrivals an hour are told without a digit behind the point. */
const MANY = 10;

export interface HeatCell {
  readonly value: number | null;
  readonly tint: number;
}

/** Return the hours of the day in which one of the locations is open, by the clock. Pure. */
export function openHours(locations: readonly Pick<LocationView, "hours">[]): readonly number[] {
  const times = locations.flatMap(({ hours }) => hours);
  return times.flatMap(({ opens, closes }) => {
    if (opens === null || closes === null) return [];
    const [first, last] = [Number(opens.slice(0, 2)), Number(closes.slice(0, 2))];
    // What closes on the hour isn't open in the next one; what closes past midnight is open until then.
    const end =
      last * 60 + Number(closes.slice(3, 5)) > first * 60 ? last - Number(closes.endsWith(":00")) : 23;
    return [first, end];
  });
}

/** Return the hours with calls, and `open` ones, from the first to the last, and the cells of each weekday. Pure. */
export function heatOf(
  hours: readonly HourOfWeek[],
  heat: Heat,
  weekdays: readonly number[],
  open: readonly number[] = [],
): { readonly hours: readonly number[]; readonly rows: ReadonlyMap<number, readonly HeatCell[]> } {
  const busy = hours
    .filter(({ offered, answered }) => (heat === "arrivals" ? offered : answered) > 0)
    .map(({ hour }) => hour);
  const all = busy.length === 0 ? [] : [...busy, ...open];
  const [first, last] = [Math.min(...all), Math.max(...all)];
  const columns =
    all.length === 0 ? [] : Array.from({ length: last - first + 1 }, (_, place) => first + place);
  const figureOf = (of: HourOfWeek | undefined, day: number): number | null => {
    if (heat === "waits") return of && of.answered > 0 ? of.answered_wait_ms / 1000 / of.answered : null;
    return weekdays[day] ? (of?.offered ?? 0) / weekdays[day] : null;
  };
  const found = new Map(hours.map((of) => [`${of.weekday} ${of.hour}`, of]));
  const values = WEEK.map((day) => columns.map((hour) => figureOf(found.get(`${day} ${hour}`), day)));
  const most = Math.max(1e-9, ...values.flat().map((value) => value ?? 0));
  const cell = (value: number | null): HeatCell => ({
    value,
    tint: value === null || value === 0 ? 0 : Math.max(1, Math.ceil((value / most) * TINTS)),
  });
  const rows = WEEK.map((day, place) => [day, (values[place] ?? []).map(cell)] as const);
  return { hours: columns, rows: new Map(rows.filter(([day]) => weekdays[day])) };
}

export function heatView(
  of: Defined,
  props: {
    readonly hours: readonly HourOfWeek[];
    readonly heat: Heat;
    readonly weekdays: readonly number[];
    readonly locations: readonly Pick<LocationView, "hours">[];
    readonly choose: (heat: Heat) => void;
  },
): TemplateResult {
  const { t } = of;
  const { hours, rows } = heatOf(props.hours, props.heat, props.weekdays, openHours(props.locations));
  const numbers = new Intl.NumberFormat(t.locale, { maximumFractionDigits: 1 });
  const shown = (value: number | null) => {
    if (value === null || value === 0) return nothing;
    if (props.heat === "waits") return duration(Math.round(value));
    return numbers.format(value >= MANY ? Math.round(value) : value);
  };
  return html`<section class="card report-card report-card--wide">
    <div class="report-card__head">
      <h2>${t("reports.heat")}${definitionView(of, "hours")}</h2>
      <fieldset class="choice">
        <legend class="visually-hidden">${t("reports.heat.show")}</legend>
        ${HEATS.map(
          (each) => html`<label class="choice__one">
            <input type="radio" name="heat" .checked=${each === props.heat} @change=${() => props.choose(each)} data-testid="heat-${each}" />
            <span>${t(`reports.heat.${each}`)}</span>
          </label>`,
        )}
      </fieldset>
    </div>
    <div class="scroller" role="region" aria-label=${t("reports.heat")} tabindex="0">
      <table class="heat">
        <caption>${t(`reports.heat.${props.heat}.lead`)}</caption>
        <thead><tr><th scope="col"><span class="visually-hidden">${t("reports.weekday")}</span></th>${hours.map((hour) => html`<th scope="col">${hour}</th>`)}</tr></thead>
        <tbody>${[...rows].map(
          ([day, cells]) =>
            html`<tr><th scope="row">${weekday(day, t.locale)}</th>${cells.map(
              ({ value, tint }) => html`<td class="heat__cell heat__cell--${tint}">${shown(value)}</td>`,
            )}</tr>`,
        )}</tbody>
      </table>
    </div>
  </section>`;
}
