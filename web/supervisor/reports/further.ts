/** Callback requests, interpreters and ratings: what else a report tells. */
import { html, nothing, type TemplateResult } from "lit";
import { languageName } from "../../shared/i18n/format.ts";
import type { CallbackFigures, ReportTold } from "../../shared/protocol/api.ts";
import { barView } from "../charts/bar.ts";
import { type Defined, definitionView, nameOf } from "./definition.ts";
import { count, mean, percent, time } from "./numbers.ts";

const OUTCOMES = [
  "spoken_by_video",
  "spoken_by_phone",
  "not_reached",
  "referred",
  "needless",
  "callbacks_canceled",
] as const satisfies readonly (keyof CallbackFigures)[];
const TRIES = ["no_answers", "no_shows", "kept_waiting", "interrupted"] as const;

export function callbacksView(of: Defined, { total }: ReportTold): TemplateResult {
  const { t } = of;
  const { callbacks } = total.figures;
  const asked = callbacks.asked_for_video + callbacks.asked_for_phone;
  const touched = asked + OUTCOMES.reduce((all, each) => all + callbacks[each], 0) + callbacks.past_due;
  const fact = (figure: string, value: string) => html`<div class="fact">
    <dt>${nameOf(of, figure)}${definitionView(of, figure)}</dt><dd>${value}</dd>
  </div>`;
  return html`<section class="card report-card report-card--${touched === 0 ? "wide" : "tall"}" data-testid="report-callbacks">
    <div class="report-card__head"><h2>${t("reports.callbacks")}</h2></div>
    ${
      touched === 0
        ? html`<p class="report-card__note">${t("reports.callbacks.empty")}</p>`
        : html`<dl class="facts">
            ${fact("callbacks_asked", count(asked, t.locale))}
            ${fact("callbacks_in_time", percent(total.measures.callbacks_in_time, t.locale))}
            ${fact("past_due", count(callbacks.past_due, t.locale))}
            ${fact("first_contact_s", time(total.measures.first_contact_s, t.locale))}
          </dl>
          ${barsView(
            of,
            t("reports.callbacks"),
            ["asked_for_video", "asked_for_phone"],
            callbacks,
            (figure) =>
              t(figure === "asked_for_video" ? "reports.callbacks.video" : "reports.callbacks.phone"),
          )}
          ${barsView(of, t("reports.callbacks.outcomes"), OUTCOMES, callbacks, (figure) => t(`reports.callbacks.${figure}`))}
          ${barsView(of, t("reports.callbacks.tries"), TRIES, callbacks, (figure) => t(`reports.callbacks.${figure}`), definitionView(of, "in_vain"))}`
    }
  </section>`;
}

function barsView<Figure extends keyof CallbackFigures>(
  { t }: Defined,
  heading: string,
  figures: readonly Figure[],
  callbacks: CallbackFigures,
  name: (figure: Figure) => string,
  definition: unknown = nothing,
): TemplateResult {
  const most = Math.max(1, ...figures.map((figure) => callbacks[figure]));
  return html`<table class="report-table report-table--bars">
    <caption>${heading}${definition}</caption>
    <tbody>${figures.map(
      (figure) => html`<tr>
        <th scope="row">${name(figure)}</th>
        <td class="report-table__bar">${barView([{ share: callbacks[figure] / most, of: "answered" }])}</td>
        <td class="number">${count(callbacks[figure], t.locale)}</td>
      </tr>`,
    )}</tbody>
  </table>`;
}

export function interpretingView(of: Defined, { by_language, total }: ReportTold): TemplateResult {
  const { t } = of;
  const rows = by_language
    .filter(
      ({ figures: { interpreting } }) =>
        interpreting.interpreters_sought + interpreting.interpreters_joined > 0,
    )
    .sort((a, b) => b.figures.interpreting.interpreters_sought - a.figures.interpreting.interpreters_sought);
  const most = Math.max(1, ...rows.map(({ figures }) => figures.interpreting.interpreters_sought));
  const columns = [
    "interpreters_sought",
    "interpreter_found",
    "interpreter_wait_s",
    "interpreter_talk_ms",
  ] as const;
  return html`<section class="card report-card report-card--wide" data-testid="report-interpreting">
    <div class="report-card__head"><h2>${t("reports.interpreting")}</h2></div>
    ${
      rows.length === 0
        ? html`<p class="report-card__note">${t("reports.interpreting.empty")}</p>`
        : html`<div class="scroller" role="region" aria-label=${t("reports.interpreting")} tabindex="0"><table class="report-table">
            <thead><tr><th scope="col">${t("reports.filter.language")}</th><th scope="col"><span class="visually-hidden">${t("reports.number")}</span></th>${columns.map(
              (figure) =>
                html`<th scope="col" class="number">${nameOf(of, figure)}${definitionView(of, figure)}</th>`,
            )}</tr></thead>
            <tbody>${rows.map(
              ({ value, figures: { interpreting }, measures }) => html`<tr>
                <th scope="row">${languageName(value, t.locale)}</th>
                <td class="report-table__bar">${barView([{ share: interpreting.interpreters_sought / most, of: "answered" }])}</td>
                <td class="number">${count(interpreting.interpreters_sought, t.locale)}</td>
                <td class="number">${percent(measures.interpreter_found, t.locale)}</td>
                <td class="number">${time(measures.interpreter_wait_s, t.locale)}</td>
                <td class="number">${time(interpreting.interpreter_talk_ms / 1000, t.locale)}</td>
              </tr>`,
            )}</tbody>
            <tfoot><tr>
              <th scope="row">${t("reports.filter.all")}</th><td></td>
              <td class="number">${count(total.figures.interpreting.interpreters_sought, t.locale)}</td>
              <td class="number">${percent(total.measures.interpreter_found, t.locale)}</td>
              <td class="number">${time(total.measures.interpreter_wait_s, t.locale)}</td>
              <td class="number">${time(total.figures.interpreting.interpreter_talk_ms / 1000, t.locale)}</td>
            </tr></tfoot>
          </table></div>`
    }
  </section>`;
}

export function ratingsView(of: Defined, { total }: ReportTold): TemplateResult {
  const { t } = of;
  const { ratings } = total.figures.calls;
  const all = ratings.reduce((sum, each) => sum + each, 0);
  const most = Math.max(1, ...ratings);
  const rows = ratings.map((number, place) => ({ number, stars: place + 1 })).reverse();
  return html`<section class="card report-card" data-testid="report-ratings">
    <div class="report-card__head"><h2>${t("reports.ratings")}${definitionView(of, "rating", "-card")}</h2></div>
    ${
      all === 0
        ? html`<p class="report-card__note">${t("reports.ratings.empty")}</p>`
        : html`<p class="large"><span class="large__value">${mean(total.measures.rating, t.locale)}</span> ${t("reports.ratings.count", { count: all })}</p>
          <table class="report-table report-table--bars">
            <caption class="visually-hidden">${t("reports.ratings")}</caption>
            <tbody>${rows.map(
              ({ number, stars }) => html`<tr>
                <th scope="row">${t("reports.ratings.stars", { count: stars })}</th>
                <td class="report-table__bar">${barView([{ share: number / most, of: "answered" }])}</td>
                <td class="number">${count(number, t.locale)}</td>
                <td class="number">${percent(number / all, t.locale)}</td>
              </tr>`,
            )}</tbody>
          </table>`
    }
  </section>`;
}
