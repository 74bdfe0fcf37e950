/** The officer's own absence, and for whom they stand in themselves. */
import { html, nothing, type TemplateResult } from "lit";
import type { Absence } from "../shared/protocol/server.ts";
import { type AbsenceProps, type Absences, daysOf, officerName } from "../shared/staff/absences.ts";

interface OwnProps extends AbsenceProps {
  self: string;
}

/** Somebody absent whose work the officer does. */
export interface StandIn {
  readonly staffId: string;
  readonly words: string;
}

function replacedText({ t, teams, now }: Omit<OwnProps, "online">, absence: Absence): string {
  const name = officerName(teams, absence.staff_id) ?? t("absence.colleague");
  return t("absence.for", { name, ...daysOf(t, absence, now) });
}

function replacedBy({ known }: Absences, self: string): readonly Absence[] {
  return known.filter((each) => each.replacement === self);
}

/** For whom they stand in now. */
export function standsIn(absences: Absences, props: Omit<OwnProps, "online">): readonly StandIn[] {
  const isOn = ({ starts_at, ends_at }: Absence) => starts_at <= props.now && props.now < ends_at;
  return replacedBy(absences, props.self)
    .filter(isOn)
    .map((each) => ({ staffId: each.staff_id, words: replacedText(props, each) }));
}

export function absenceCard(absences: Absences, props: OwnProps): TemplateResult {
  const { t, self, teams, online, now } = props;
  const own = absences.known.find((each) => each.staff_id === self);
  const name = officerName(teams, own?.replacement ?? null);
  const isBusy = absences.isBusy || !online;
  return html`<section class="card officer__status" aria-labelledby="absence-heading" data-testid="absence" data-absent=${own ? "true" : "false"}>
      <h2 id="absence-heading">${t("absence.heading")}</h2>
      ${own ? html`<p><strong>${t("absence.own", daysOf(t, own, now))}</strong> ${name ? t("absence.by", { name }) : t("absence.by.nobody")}</p>` : nothing}
      ${replacedBy(absences, self).map((each) => html`<p>${replacedText(props, each)}</p>`)}
      ${absences.problem ? html`<p class="problem" role="alert">${t(`absence.${absences.problem}`)}</p>` : nothing}
      <div class="officer__devices">
        <button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="absence-open" ?disabled=${isBusy} @click=${() => absences.ask({ kind: "own", staffId: self })}>${t(own ? "absence.change" : "absence.set")}</button>
        ${own ? html`<button type="button" class="utrecht-button utrecht-button--subtle button--small" data-testid="absence-clear" ?disabled=${isBusy} @click=${() => absences.clear()}>${t("absence.clear")}</button>` : nothing}
      </div>
    </section>`;
}
