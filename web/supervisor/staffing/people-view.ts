/** The table of people by hour: a day at a time, a row a group. */

import resetIcon from "icon:arrow-back-up";
import downIcon from "icon:chevron-down";
import upIcon from "icon:chevron-up";
import copyIcon from "icon:copy";
import minusIcon from "icon:minus";
import plusIcon from "icon:plus";
import trashIcon from "icon:trash";
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { languageName, listOf, weekday } from "../../shared/i18n/format.ts";
import type { StaffGroup, StaffingWeek } from "../../shared/protocol/api.ts";
import { icon } from "../../shared/ui/icon.ts";
import { groupFormView } from "./group-form.ts";
import { DAYS, MOST_AT_ONCE, sameGroups, workedHours } from "./people.ts";
import type { StaffingAction, StaffingState } from "./state.ts";
import type { StaffingTexts } from "./texts.ts";

export interface PeopleProps {
  readonly t: StaffingTexts;
  readonly state: StaffingState;
  readonly week: StaffingWeek;
  dispatch(action: StaffingAction): void;
}

/** Darker where more calls came. */
const TINTS = 5;

export function peopleView(props: PeopleProps): TemplateResult {
  const { dispatch, state, t, week } = props;
  const { day, groups } = state;
  const [first, last] = workedHours(week, groups);
  const hours = Array.from({ length: last - first }, (_, number) => first + number);
  const copy = (
    on: "all" | "weekdays",
  ) => html`<button type="button" class="deed" data-testid="copy-${on}" @click=${() => dispatch({ kind: "copied", on })}>
    ${icon(copyIcon)}${t(`staffing.copy.${on}`)}
  </button>`;
  return html`<section class="card staffing__people">
    <div class="staffing__bar">
      <div><h2 id="staffing-people">${t("staffing.people")}</h2><p class="staffing__hint">${t("staffing.people.hint")}</p></div>
      ${daysView(props)}
    </div>
    <div class="scroller" role="region" aria-labelledby="staffing-people" tabindex="0">
      <table class="people">
        <thead><tr>
          <th scope="col">${t("staffing.group")}</th>
          ${hours.map((hour) => html`<th scope="col" class="people__hour">${hour}</th>`)}
          <th scope="col" class="people__whole">${t("staffing.whole_day")}</th>
        </tr></thead>
        <tbody>
          ${callsView(props, hours)}
          ${groups.map((group, number) => groupView(props, group, number, hours))}
        </tbody>
      </table>
    </div>
    <div class="staffing__bar staffing__bar--foot">
      <button type="button" class="deed" data-testid="add-group" aria-expanded=${state.adding ? "true" : "false"} @click=${() => dispatch({ kind: "adding", adding: !state.adding })}>
        ${icon(plusIcon)}${t("staffing.add")}
      </button>
      <span class="staffing__copy">${t("staffing.copy", { day: weekday(day + 1, t.locale) })} ${copy("weekdays")}${copy("all")}</span>
      <button type="button" class="deed" data-testid="reset" ?disabled=${sameGroups(groups, week.staffing)} @click=${() => dispatch({ kind: "reset" })}>
        ${icon(resetIcon)}${t("staffing.reset")}
      </button>
    </div>
    ${state.adding ? groupFormView(t, week, dispatch) : nothing}
  </section>`;
}

/** What a group is called: "Employees, Dutch and English". */
export function groupName(t: StaffingTexts, group: StaffGroup): string {
  const languages = group.languages.map((code) => languageName(code, t.locale));
  return `${t(`staffing.role.${group.role}`)}: ${listOf(languages, t.locale)}`;
}

function daysView({ dispatch, state, t }: PeopleProps): TemplateResult {
  return html`<div class="switch staffing__days" role="radiogroup" aria-label=${t("staffing.day")}>${Array.from(
    { length: DAYS },
    (_, day) => html`<label class="switch__choice">
        <input class="visually-hidden" type="radio" name="staffing-day" value=${day} data-testid="day-${day}" aria-label=${weekday(day + 1, t.locale)} .checked=${live(state.day === day)} @change=${() => dispatch({ kind: "day", day })} />
        <span aria-hidden="true">${weekday(day + 1, t.locale).slice(0, 2)}</span>
      </label>`,
  )}</div>`;
}

function callsView({ state, t, week }: PeopleProps, hours: readonly number[]): TemplateResult {
  const most = Math.max(1, ...week.arrivals.flat());
  const calls = week.arrivals[state.day] ?? [];
  return html`<tr class="people__calls">
    <th scope="row">${t("staffing.calls")}</th>
    ${hours.map((hour) => {
      const count = calls[hour] ?? 0;
      return html`<td class="tint tint--${Math.ceil((TINTS * count) / most)}">${count}</td>`;
    })}
    <td class="people__whole number">${calls.reduce((sum, count) => sum + count, 0)}</td>
  </tr>`;
}

function groupView(
  props: PeopleProps,
  group: StaffGroup,
  number: number,
  hours: readonly number[],
): TemplateResult {
  const { dispatch, state, t, week } = props;
  const name = groupName(t, group);
  const day = weekday(state.day + 1, t.locale);
  const isAdded = number >= week.staffing.length;
  const more = (by: number, paths: readonly string[], text: string) =>
    html`<button type="button" class="people__step" data-testid=${by > 0 ? "day-more" : "day-less"} data-group=${number} aria-label=${text} title=${text} @click=${() => dispatch({ kind: "more", group: number, more: by })}>${icon(paths)}</button>`;
  return html`<tr data-testid="group" data-languages=${group.languages.join(" ")} data-role=${group.role}>
    <th scope="row">
      <span class="people__name">${t(`staffing.role.${group.role}`)}
        ${group.languages.map((code) => html`<span class="chip chip--small" title=${languageName(code, t.locale)}>${code}</span>`)}
        ${isAdded ? html`<button type="button" class="people__step" data-testid="remove-group" aria-label=${t("staffing.remove", { group: name })} title=${t("staffing.remove", { group: name })} @click=${() => dispatch({ kind: "removed", group: number })}>${icon(trashIcon)}</button>` : nothing}
      </span>
      <small>${week.centres[group.centre] ?? group.centre}</small>
    </th>
    ${hours.map((hour) => headsView(props, { group, hour, name, number }))}
    <td class="people__whole">${more(-1, minusIcon, t("staffing.less", { day, group: name }))}${more(1, plusIcon, t("staffing.more", { day, group: name }))}</td>
  </tr>`;
}

interface Cell {
  readonly group: StaffGroup;
  readonly number: number;
  readonly name: string;
  readonly hour: number;
}

function headsView(
  { dispatch, state, t, week }: PeopleProps,
  { group, hour, name, number }: Cell,
): TemplateResult {
  const heads = group.people[state.day]?.[hour] ?? 0;
  const was = week.staffing[number]?.people[state.day]?.[hour] ?? 0;
  const label = t("staffing.heads", {
    group: name,
    day: weekday(state.day + 1, t.locale),
    from: String(hour),
    to: String(hour + 1),
  });
  const set = (to: number) => dispatch({ kind: "heads", group: number, hour, heads: to });
  // The field is changed by arrow keys itself; what stands beside it is for the mouse.
  const step = (by: number, paths: readonly string[]) =>
    html`<button type="button" tabindex="-1" class="heads__step" ?disabled=${heads + by < 0} @click=${() => set(heads + by)}>${icon(paths)}</button>`;
  return html`<td class="heads ${heads === was ? "" : "heads--changed"} ${heads === 0 ? "heads--none" : ""}" title=${heads === was ? nothing : t("staffing.heads.was", { count: was })}>
    <span class="heads__field">
      <input type="number" inputmode="numeric" min="0" max=${MOST_AT_ONCE} aria-label=${label} data-testid="heads" data-group=${number} data-hour=${hour} .value=${live(String(heads))} @change=${(event: Event) => set((event.target as HTMLInputElement).valueAsNumber)} />
      <span class="heads__steps" aria-hidden="true">${step(1, upIcon)}${step(-1, downIcon)}</span>
    </span>
  </td>`;
}
