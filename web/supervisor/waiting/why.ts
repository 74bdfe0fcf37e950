/** Why a call still waits, in plain words: what is open and how it stands there, what opens next, who was asked. */
import { html, nothing, type TemplateResult } from "lit";
import type { StaffTexts } from "../../shared/i18n/catalogs.ts";
import { languageName, listOf, placeName } from "../../shared/i18n/format.ts";
import type { Explanation, Match } from "../../shared/protocol/server.ts";
import { distinct, type Group, type Stage, stagesOf, type Who, widestOf } from "../pools.ts";
import { boardOf, type SupervisorState } from "../state.ts";

interface Words {
  readonly t: StaffTexts;
  nameOf(staffId: string): string;
}

function whoText({ t, nameOf }: Words, who: Who): string {
  const at = (centre: string | null) =>
    centre === null ? t("why.at.all") : t("why.at", { centre: placeName(centre) });
  switch (who.kind) {
    case "language":
      return t("why.who.language", { language: languageName(who.language, t.locale), at: at(who.centre) });
    case "anybody":
      return t("why.who.anybody", { at: at(who.centre) });
    case "interpreter":
      return t("why.who.interpreter", { language: languageName(who.language, t.locale) });
    case "person":
      return nameOf(who.staffId);
    case "pool":
      return who.pool;
  }
}

/** Within a sentence. */
function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** How it stands in a group: "2 present, 1 of them ready, none free; 3 calls before this one". */
function groupView({ t }: Words, who: string, { present, staffed, available, ahead }: Group): TemplateResult {
  const counts = present === 0 ? t("why.nobody") : t("why.counts", { present, staffed, available });
  return html`<li>
    <span class="why__who">${who}</span>
    <span class="why__counts ${available > 0 ? "why__counts--free" : ""}">${counts}${ahead > 0 ? html` · ${t("why.ahead", { count: ahead })}` : nothing}</span>
  </li>`;
}

/** Those who are there each in a row; those of whom nobody is, in one. */
function groupsView(words: Words, groups: readonly Group[], wrap = (who: string) => who) {
  const { t } = words;
  const absent = widestOf(groups.filter((each) => each.present === 0));
  const named = absent.map((each, place) =>
    place === 0 ? whoText(words, each.who) : lower(whoText(words, each.who)),
  );
  const [first] = absent;
  const ahead = Math.max(0, ...groups.map((each) => (each.present === 0 ? each.ahead : 0)));
  return [
    ...distinct(groups.filter((each) => each.present > 0)).map((each) =>
      groupView(words, wrap(whoText(words, each.who)), each),
    ),
    first ? groupView(words, wrap(listOf(named, t.locale)), { ...first, ahead }) : nothing,
  ];
}

function stepView(words: Words, step: Stage, now: number): TemplateResult {
  const { t } = words;
  const seconds = Math.max(0, Math.ceil((step.opensAt - now) / 1000));
  const when = step.opened ? t("why.step.open") : t("why.step.opens", { count: seconds });
  return html`<li class="why__step ${step.opened ? "why__step--open" : ""}" data-testid="why-step" data-opened=${step.opened ? "true" : "false"}>
    <span class="badge badge--${step.opened ? "ready" : "waiting"}">${when}</span>
    <ul>
      ${groupsView(words, [...step.alone, ...step.paired])}
      ${groupsView(words, step.companion, (who) => t("why.with", { who: lower(who) }))}
    </ul>
  </li>`;
}

/** Why the person it rings at was chosen. */
function matchText(words: Words, match: Match, name: string): string {
  const { t } = words;
  const reason = match.preferred ? "preferred" : match.edge === "person_freed" ? "freed" : match.order;
  return t(`why.match.${reason}`, { name, step: match.step, steps: match.steps });
}

export function whyView(
  t: StaffTexts,
  state: SupervisorState,
  explanation: Explanation | null,
  now: number,
): TemplateResult {
  if (!explanation) return html`<p class="why" role="status">${t("ui.loading")}</p>`;
  const words: Words = { t, nameOf: (id) => state.staff.get(id)?.display_name ?? id };
  const { reservation, steps, offers } = explanation;
  const asked = offers.map((offer) => {
    const name = words.nameOf(offer.staff_id);
    return t(offer.exhausted ? "why.offer.exhausted" : "why.offer", { name, count: offer.offers });
  });
  const available = steps.flatMap((step) => (step.opened ? step.pools.map((pool) => pool.available) : []));
  // Whoever has been offered it too often is free, but not for this call; how many such there are is not told.
  const spent = offers.filter((offer) => offer.exhausted).length;
  const free = Math.max(0, ...available) > spent;
  // The list is of all calls; before this one at its own people go some of those above it.
  const above = boardOf(state).waiting.findIndex((call) => call.call_id === explanation.call.call_id);
  const ahead = Math.max(0, ...steps.flatMap((step) => step.pools.map((pool) => pool.ahead)));
  const others = Math.max(0, above - ahead);
  const lead = reservation
    ? matchText(words, reservation.match, words.nameOf(reservation.staff_id))
    : t(explanation.room ? (free ? "why.lead.meeting" : "why.lead.nobody_free") : "why.lead.no_room");
  return html`<div class="why" data-testid="call-explanation">
    <p class="why__lead" role="status">${lead}</p>
    <ol class="why__steps">${stagesOf(explanation).map((step) => stepView(words, step, now))}</ol>
    ${others > 0 ? html`<p class="why__asked">${t("why.others", { count: others })}</p>` : nothing}
    ${asked.length > 0 ? html`<p class="why__asked">${t("why.asked", { who: asked.join(", ") })}</p>` : nothing}
  </div>`;
}
