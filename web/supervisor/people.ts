/** Who is there, how they stand and since when, and what can be done for them. */
import freeIcon from "icon:user-check";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import { duration, languageName } from "../shared/i18n/format.ts";
import type { Staff } from "../shared/protocol/server.ts";
import { statusText } from "../shared/staff/frame.ts";
import { icon } from "../shared/ui/icon.ts";
import { busyWith } from "./deeds/deed.ts";
import type { DeedActions } from "./deeds/deeds.ts";
import type { Lists } from "./lists.ts";
import { emptyView, tableView } from "./parts.ts";

interface PeopleProps {
  t: StaffTexts;
  people: readonly Staff[];
  /** Whether somebody is one's own to steer: interpreters of other centres are shown, too. */
  steers(person: Staff): boolean;
  /** Server time, epoch ms. */
  now: number;
  deeds: DeedActions;
  lists: Lists;
}

export function peopleView({ t, people, steers, now, deeds, lists }: PeopleProps): TemplateResult {
  const wordsOf = (person: Staff) =>
    [
      person.display_name,
      t(`role.${person.role}`),
      t(`status.${person.status}`),
      person.centre,
      ...person.languages,
    ].join(" ");
  const shown = lists.shown("people", people, wordsOf);
  const status = (person: Staff) => statusText(t, person).replace(": ", " · ");
  // Somebody away is busy with nothing, unless still with a call.
  // Nor is who takes no calls.
  const isActive = (person: Staff) =>
    (person.status === "ready" && person.role !== "service") || person.activity !== "idle";
  const row = (person: Staff) => html`<tr
    data-testid="agent-row"
    data-agent-id=${person.staff_id}
    data-status=${person.status}
    data-activity=${person.activity}
  >
    <th scope="row">
      ${
        steers(person)
          ? html`<button type="button" class="person__open" data-testid="agent-open" @click=${() => deeds.person(person)}>${person.display_name}</button>`
          : html`<span>${person.display_name}</span>`
      }
      <small>${t(`role.${person.role}`)}</small>
    </th>
    <td>${person.languages.map((code) => html`<span class="chip chip--small" title=${languageName(code, t.locale)}>${code}</span>`)}</td>
    <td><span class="badge badge--${person.status}">${status(person)}</span>
      ${isActive(person) ? html`<small class="activity activity--${person.activity}">${t(`activity.${person.activity}`)}</small>` : nothing}</td>
    <td class="number">${duration((now - person.since) / 1000)}</td>
    <td class="people__deed">${busyWith(person) === null || !steers(person) ? nothing : html`<button type="button" class="deed" data-testid="agent-free" aria-label="${t("deed.free.open")}: ${person.display_name}" title=${t("deed.free.when")} @click=${() => deeds.free(person)}>${icon(freeIcon)}<span>${t("deed.free.short")}</span></button>`}</td>
  </tr>`;
  const columns = [
    t("board.name"),
    t("board.languages"),
    t("board.status"),
    t("board.status_since"),
    html`<span class="visually-hidden">${t("board.deeds")}</span>`,
  ];
  return html`<section class="card">
    <header class="card__head">
      <h2>${t("board.people")}</h2>
      ${lists.searchView(t, "people", people.length)}
    </header>
    ${
      people.length === 0
        ? emptyView(t("board.people.empty"))
        : tableView(
            columns,
            repeat(shown, (person) => person.staff_id, row),
            t("board.people"),
          )
    }
    ${lists.restView(t, "people", shown.length, people.length)}
  </section>`;
}
