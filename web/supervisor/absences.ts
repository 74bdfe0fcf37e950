/** Which officers are absent and who stands in, as a supervisor tells it for them. */
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Absence } from "../shared/protocol/server.ts";
import { type AbsenceProps, type Absences, daysOf, officerName } from "../shared/staff/absences.ts";
import { standIns } from "../shared/staff/absent-days.ts";

/** Nothing where there are no officers. */
export function absencesView(absences: Absences, props: AbsenceProps): TemplateResult | typeof nothing {
  const { t, teams, online, now } = props;
  const [first] = standIns(teams, "");
  if (!first) return nothing;
  const isBusy = absences.isBusy || !online;
  const ask = (staffId: string) => absences.ask({ kind: "officer", staffId });
  const row = (absence: Absence) => {
    const { staff_id, replacement } = absence;
    const name = officerName(teams, staff_id) ?? staff_id;
    const other = replacement && (officerName(teams, replacement) ?? replacement);
    return html`<li class="flagged__row" data-testid="absent" data-staff-id=${staff_id}>
      <span class="flagged__what"><strong>${name}</strong><span>${t("absence.days", daysOf(t, absence, now))}</span>
        <small>${other ? t("absence.replaced", { name: other }) : t("absence.replaced.nobody")}</small></span>
      <span class="absent__deeds">
        <button type="button" class="deed" data-testid="absence-change" aria-label="${t("absence.change")}: ${name}" ?disabled=${isBusy} @click=${() => ask(staff_id)}>${t("absence.change")}</button>
        <button type="button" class="deed" data-testid="absence-clear" aria-label="${t("absence.back")}: ${name}" ?disabled=${isBusy} @click=${(event: MouseEvent) => event.detail < 2 && absences.clear(staff_id)}>${t("absence.back")}</button>
      </span>
    </li>`;
  };
  const soonest = [...absences.known].sort((a, b) => a.starts_at - b.starts_at);
  return html`<section class="card" data-testid="absences">
    <header class="card__head">
      <h2>${t("absence.all")}</h2>
      <button type="button" class="deed" data-testid="absence-open" ?disabled=${isBusy} @click=${() => ask(first.staff_id)}>${t("absence.set.officer")}</button>
    </header>
    ${absences.problem ? html`<p class="problem" role="alert">${t(`absence.${absences.problem}`)}</p>` : nothing}
    ${
      soonest.length === 0
        ? html`<p class="empty">${t("absence.none")}</p>`
        : html`<ul class="flagged">${repeat(soonest, (each) => each.staff_id, row)}</ul>`
    }
  </section>`;
}
