/** What is asked before a request is planned, handed over, or taken by video against its citizen's wish. */
import interpreterIcon from "icon:language";
import closeIcon from "icon:x";
import { html, nothing, type TemplateResult } from "lit";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import type { CallbackRequest, CallbackView, Channel, TeamView } from "../shared/protocol/server.ts";
import type { ErrorCode } from "../shared/protocol/socket.ts";
import { dateIn, momentOf, timeIn, whenText } from "../shared/staff/moments.ts";
import { icon } from "../shared/ui/icon.ts";
import type { StandIn } from "./absence.ts";
import { interpretingText, type Spoken } from "./interpreting.ts";
import { problemKey } from "./refusals.ts";
import type { Requests } from "./requests.ts";
import { channelOf, type Dialog } from "./work.ts";

export interface DialogProps {
  t: StaffTexts;
  requests: Requests;
  self: string;
  teams: readonly TeamView[];
  spoken: Spoken;
  /** Who is absent, as far as this officer knows: those for whom they stand in. */
  standsIn: readonly StandIn[];
  /** Server time, epoch ms. */
  now: number;
}

/** The dialog that is open; its page opens it as a modal one. */
export function dialogView(props: DialogProps): TemplateResult | typeof nothing {
  const { dialog, views } = props.requests.work;
  const view = dialog && views.get(dialog.id);
  if (!view) return nothing;
  switch (dialog.kind) {
    case "plan":
      return planView(props, view, dialog);
    case "hand_over":
      return passView(props, view);
    case "video":
      return videoView(props, view);
  }
}

interface Frame {
  heading: string;
  lead: string;
  submit: string;
  body: TemplateResult | typeof nothing;
  /** Returns what is wrong; null: it is on its way. */
  submitted(fields: FormData): string | null;
}

function frameView(props: DialogProps, view: CallbackView, frame: Frame): TemplateResult {
  const { t, requests } = props;
  const id = view.request.request_id;
  const refused: ErrorCode | undefined = requests.work.problems[id];
  const isBusy = requests.work.busy.includes(id);
  const submitted = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const wrong = frame.submitted(new FormData(form));
    const place = form.querySelector("[data-testid='dialog-problem']");
    if (place) place.textContent = wrong ?? "";
  };
  // The dialog closes itself, so that the focus goes back to where it came from.
  const dismiss = (event: Event) => (event.currentTarget as HTMLElement).closest("dialog")?.close();
  return html`<dialog class="transfer" aria-labelledby="dialog-heading" @close=${() => requests.ask(null)}>
    <form class="transfer__form" novalidate @submit=${submitted}>
      <header class="transfer__head">
        <h2 id="dialog-heading">${frame.heading}</h2>
        <button type="button" class="transfer__close" data-testid="dialog-close" aria-label=${t("dialog.close")} @click=${dismiss}>${icon(closeIcon)}</button>
      </header>
      <p class="transfer__lead">${frame.lead}</p>
      ${frame.body}
      <p class="dialog__problem" role="alert" data-testid="dialog-problem"></p>
      ${refused ? html`<p class="problem" role="alert">${t(problemKey(refused))}</p>` : nothing}
      <footer class="transfer__foot">
        <button type="button" class="utrecht-button utrecht-button--secondary-action" @click=${dismiss}>${t("dialog.close")}</button>
        <button type="submit" class="utrecht-button utrecht-button--primary-action" data-testid="dialog-submit" ?disabled=${isBusy}>${frame.submit}</button>
      </footer>
    </form>
  </dialog>`;
}

function planView(
  props: DialogProps,
  view: CallbackView,
  { moments }: Extract<Dialog, { kind: "plan" }>,
): TemplateResult {
  const { t, requests, teams, now } = props;
  const { request } = view;
  const hasVideo = teams.find((each) => each.team_id === request.team)?.video ?? false;
  const hasPhone = view.contact?.phone != null;
  const channel = hasVideo && (!hasPhone || channelOf(request) === "video") ? "video" : "phone";
  const how = (value: Channel) => html`<label class="switch__choice">
    <input type="radio" name="channel" value=${value} data-testid="plan-${value}" ?checked=${channel === value} ?disabled=${value === "video" ? !hasVideo : !hasPhone} />
    <span>${t(`channel.${value}`)}</span>
  </label>`;
  // Whoever fills these in means the moment they make.
  const own = (event: Event) => {
    const form = (event.currentTarget as HTMLElement).closest("form");
    const choice = form?.querySelector<HTMLInputElement>("input[value='own']");
    if (choice) choice.checked = true;
  };
  const body = html`
    <fieldset class="plan__how"><legend class="utrecht-form-label">${t("plan.how")}</legend>
      <div class="switch">${how("video")}${how("phone")}</div>
      ${hasVideo ? nothing : html`<p class="plan__hint">${t("plan.phone_only")}</p>`}
      ${hasPhone ? nothing : html`<p class="plan__hint">${t("plan.no_phone")}</p>`}
      ${interpreterView(props, request)}
    </fieldset>
    <fieldset class="plan__moments"><legend class="utrecht-form-label">${t("plan.proposed")}</legend>
      ${moments === null ? html`<p class="plan__hint" role="status">${t("plan.loading")}</p>` : nothing}
      ${moments?.length === 0 ? html`<p class="plan__hint">${t("plan.none")}</p>` : nothing}
      <div class="plan__list">
        ${(moments ?? []).map((at) => html`<label class="pick"><input type="radio" name="moment" value=${at} data-testid="plan-moment" /><span class="pick__words"><strong>${whenText(t, at, now)}</strong></span></label>`)}
      </div>
      <div class="plan__own">
        <label class="pick"><input type="radio" name="moment" value="own" data-testid="plan-own" ?checked=${moments?.length === 0} /><span class="pick__words"><strong>${t("plan.own")}</strong></span></label>
        <label class="field"><span class="utrecht-form-label">${t("plan.date")}</span><input class="utrecht-textbox" type="date" name="date" data-testid="plan-date" min=${dateIn(now)} .defaultValue=${dateIn(now)} @input=${own} /></label>
        <label class="field"><span class="utrecht-form-label">${t("plan.time")}</span><input class="utrecht-textbox" type="time" name="time" step="300" data-testid="plan-time" .defaultValue=${timeIn(nextHour(now))} @input=${own} /></label>
      </div>
    </fieldset>`;
  const submitted = (fields: FormData) => {
    const chosen = fields.get("moment");
    if (chosen === null) return t("plan.choose");
    const at =
      chosen === "own" ? momentOf(String(fields.get("date")), String(fields.get("time"))) : Number(chosen);
    if (at === null || at <= now) return t("plan.past");
    void requests.plan(request.request_id, at, fields.get("channel") === "video" ? "video" : "phone");
    return null;
  };
  return frameView(props, view, {
    heading: t("plan.heading"),
    lead: t("plan.lead"),
    submit: t("plan.submit"),
    body,
    submitted,
  });
}

/** Whether an interpreter is needed, and could be had now. */
function interpreterView({ t, spoken }: DialogProps, { language }: CallbackRequest) {
  const text = interpretingText(t, spoken, language);
  if (text === "") return nothing;
  return html`<p class="notice plan__interpreter" data-testid="dialog-interpreter">${icon(interpreterIcon)}<span>${text}</span></p>`;
}

function passView(props: DialogProps, view: CallbackView): TemplateResult {
  const { t, requests, teams, self, standsIn } = props;
  const { request } = view;
  const isAbsent = (id: string) => standsIn.some((each) => each.staffId === id);
  // Also those of a team for an absent officer of which they stand in.
  const own = teams.filter((team) => requests.work.queues.includes(team.team_id));
  const colleagues = own.flatMap((team) =>
    team.officers
      .filter((each) => each.staff_id !== self && !isAbsent(each.staff_id))
      .map((each) => ({ ...each, team })),
  );
  const others = teams.filter((team) => team.team_id !== request.queue);
  const pick = (value: string, words: string, small = "") =>
    html`<label class="pick"><input type="radio" name="to" value=${value} data-testid="pass-${value}" /><span class="pick__words"><strong>${words}</strong>${small ? html`<small>${small}</small>` : nothing}</span></label>`;
  const body = html`<div class="pass__list">
    ${colleagues.map((each) => pick(`${each.team.team_id} ${each.staff_id}`, each.display_name, each.team.name))}
    ${colleagues.length === 0 ? html`<p class="plan__hint">${t("pass.nobody")}</p>` : nothing}
    ${request.queue === request.centre ? nothing : pick(request.centre, t("pass.centre"))}
    <label class="pick"><input type="radio" name="to" value="team" data-testid="pass-team" /><span class="pick__words"><strong>${t("pass.team")}</strong></span></label>
    <select class="utrecht-select" name="team" data-testid="pass-teams" aria-label=${t("pass.team")} @change=${chooseTeam}>
      ${others.map((team) => html`<option value=${team.team_id}>${team.name}</option>`)}
    </select>
  </div>`;
  const submitted = (fields: FormData) => {
    const to = fields.get("to");
    if (to === null) return t("pass.choose");
    const [queue = "", staffId = null] = (to === "team" ? String(fields.get("team")) : String(to)).split(" ");
    void requests.handOver(request.request_id, queue, staffId);
    return null;
  };
  return frameView(props, view, {
    heading: t("pass.heading"),
    lead: request.appointment || request.invitation ? t("pass.lead") : "",
    submit: t("pass.submit"),
    body,
    submitted,
  });
}

/** Whoever picks a team means to hand over to one. */
function chooseTeam(event: Event): void {
  const form = (event.currentTarget as HTMLElement).closest("form");
  const choice = form?.querySelector<HTMLInputElement>("input[value='team']");
  if (choice) choice.checked = true;
}

function videoView(props: DialogProps, view: CallbackView): TemplateResult {
  const { t, requests, now } = props;
  const { appointment } = view.request;
  const submitted = () => {
    requests.ask(null);
    void requests.invite(view.request.request_id);
    return null;
  };
  return frameView(props, view, {
    heading: t(appointment ? "video.now" : "video.heading"),
    lead: appointment
      ? t("video.lapses", { when: whenText(t, appointment.starts_at, now) })
      : t("video.lead"),
    submit: t("video.submit"),
    body: html`${interpreterView(props, view.request)}`,
    submitted,
  });
}

function nextHour(now: number): number {
  return Math.ceil((now + 1) / 3_600_000) * 3_600_000;
}
