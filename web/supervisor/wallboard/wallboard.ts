/** The figures to be seen from across the room: now, today, and how it went lately. */
import "./wallboard.css";
import clockIcon from "icon:clock-hour-4";
import headsetIcon from "icon:headset";
import hourglassIcon from "icon:hourglass";
import phoneIcon from "icon:phone";
import answeredIcon from "icon:phone-check";
import abandonedIcon from "icon:phone-x";
import targetIcon from "icon:target-arrow";
import usersIcon from "icon:users";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { StaffTexts } from "../../shared/i18n/catalogs.ts";
import { duration, intlLocale, languageName, placeName } from "../../shared/i18n/format.ts";
import type { ServicePoint } from "../../shared/protocol/server.ts";
import { icon } from "../../shared/ui/icon.ts";
import { trendView } from "../charts/trend.ts";
import { LONG_WAIT_S, tableView } from "../parts.ts";
import { type Board, placeNamed, type SupervisorState } from "../state.ts";
import { added, GROUPINGS, type Group, type Grouping, groupsOf, levelOf } from "./groups.ts";

export interface WallboardProps {
  t: StaffTexts;
  state: SupervisorState;
  board: Board;
  /** Server time, epoch ms. */
  now: number;
  by: Grouping;
  group(by: Grouping): void;
}

interface Figure {
  readonly handle: string;
  readonly paths: readonly string[];
  readonly value: string;
  readonly label: string;
  readonly isAlarming?: boolean;
  /** What the figure is, in full. */
  readonly means?: string;
  readonly trend?: readonly (number | null)[];
}

export function figuresView({ t, state, board, now }: WallboardProps): TemplateResult {
  const measured = state.figures;
  const today = added(measured?.today ?? []);
  const level = levelOf(today);
  const goal = measured?.target.goal ?? 0;
  const longest = board.longestSince === null ? null : (now - board.longestSince) / 1000;
  const waiting = board.waiting.length;
  const trend = (of: (point: ServicePoint) => number | null) => measured?.trend.map(of) ?? [];
  const figures: readonly Figure[] = [
    {
      handle: "queue-length",
      paths: usersIcon,
      value: String(waiting),
      label: t("board.waiting", { count: waiting }),
    },
    {
      handle: "longest-wait",
      paths: clockIcon,
      value: longest === null ? "–" : duration(longest),
      label: t("board.longest"),
      // Nobody who waits for longer than the goal can count as answered in time any more.
      isAlarming: longest !== null && longest > (measured?.target.threshold_s ?? LONG_WAIT_S),
    },
    {
      handle: "agents-ready",
      paths: headsetIcon,
      value: String(board.agentsReady),
      label: t("board.ready"),
      isAlarming: board.agentsReady === 0 && waiting > 0,
    },
    {
      handle: "calls-talking",
      paths: phoneIcon,
      value: String(board.talking.length),
      label: t("board.talking", { count: board.talking.length }),
    },
    {
      handle: "service-level",
      paths: targetIcon,
      value: percent(t, level),
      label: t("wall.level", { goal: percent(t, goal), seconds: measured?.target.threshold_s ?? 0 }),
      isAlarming: level !== null && level < goal,
      means: t("wall.level.means", {
        formula: measured?.target.formula_in_words ?? "",
        in_time: today.in_time,
        counted: today.counted,
      }),
      trend: trend(levelOf),
    },
    {
      handle: "average-wait",
      paths: hourglassIcon,
      value: today.answered === 0 ? "–" : duration(today.answered_wait_ms / 1000 / today.answered),
      label: t("wall.average"),
      means: t("wall.average.means"),
      trend: trend((point) => (point.answered === 0 ? null : point.answered_wait_ms / point.answered)),
    },
    {
      handle: "answered",
      paths: answeredIcon,
      value: String(today.answered),
      label: t("wall.answered"),
      means: t("wall.answered.means", { offered: today.offered }),
      trend: trend((point) => point.answered),
    },
    {
      handle: "abandoned",
      paths: abandonedIcon,
      value: String(today.abandoned),
      label: t("wall.abandoned"),
      means: t("wall.abandoned.means"),
      trend: trend((point) => point.abandoned),
    },
  ];
  return html`<div class="figures" data-known=${measured === null ? "false" : "true"}>${figures.map((each) => figureView(t, each))}</div>`;
}

function figureView(t: StaffTexts, figure: Figure): TemplateResult {
  const { trend } = figure;
  return html`<div class="figure ${figure.isAlarming ? "figure--alarming" : ""}">
    <p data-testid=${figure.handle} class="figure__words"><span class="figure__value">${figure.value}</span>
      <span class="figure__label">${icon(figure.paths)}${figure.label}</span></p>
    ${trend && trend.filter((value) => value !== null).length > 1 ? html`<span class="figure__trend" title=${t("wall.trend")}>${trendView(trend)}</span>` : nothing}
    ${
      figure.means === undefined
        ? nothing
        : html`<details class="figure__means"><summary aria-label="${t("wall.what")}: ${figure.label}">?</summary><p>${figure.means}</p></details>`
    }
  </div>`;
}

/** How each location, centre or language stands. */
export function groupsView(props: WallboardProps): TemplateResult {
  const { t, state, by } = props;
  const groups = groupsOf(state, by);
  const columns = [
    t(`wall.by.${by}`),
    t("wall.waiting"),
    t("wall.longest"),
    t("wall.expected"),
    t("wall.people"),
    ...(by === "language" ? [t("wall.interpreters")] : []),
    t("wall.level.short"),
    t("wall.answered"),
    t("wall.abandoned"),
  ];
  return html`<section class="card" data-testid="wall-groups">
    <header class="card__head">
      <h2>${t("wall.groups")}</h2>
      <div class="switch wall__switch" role="group" aria-label=${t("wall.groups")}>
        ${GROUPINGS.map(
          (each) =>
            html`<button type="button" class="switch__choice wall__choice" data-testid="wall-by-${each}" aria-pressed=${each === by ? "true" : "false"} @click=${() => props.group(each)}>${t(`wall.by.${each}`)}</button>`,
        )}
      </div>
    </header>
    ${
      groups.length === 0
        ? html`<p class="empty">${t("wall.groups.empty")}</p>`
        : tableView(
            columns,
            repeat(
              groups,
              (each) => each.id,
              (each) => groupView(props, each),
            ),
            t("wall.groups"),
          )
    }
  </section>`;
}

function groupView({ t, state, by, now }: WallboardProps, group: Group): TemplateResult {
  const name =
    by === "language"
      ? languageName(group.id, t.locale)
      : by === "location"
        ? placeNamed(state, group.id)
        : placeName(group.id);
  const longest = group.longestSince === null ? null : (now - group.longestSince) / 1000;
  const level = levelOf(group.served);
  const goal = state.figures?.target.goal ?? 0;
  const { interpreters } = group;
  return html`<tr data-testid="wall-group" data-group=${group.id}>
    <th scope="row">${name}</th>
    <td class="number ${group.waiting > 0 && group.staffed === 0 ? "number--alarming" : ""}">${group.waiting}</td>
    <td class="number ${longest !== null && longest > LONG_WAIT_S ? "number--alarming" : ""}">${longest === null ? "–" : duration(longest)}</td>
    <td class="number">${group.expected === null ? "–" : t("wall.about", { time: duration(group.expected) })}</td>
    <td class="number">${t("wall.ready_of", { ready: group.ready, staffed: group.staffed })}</td>
    ${interpreters ? html`<td class="number">${t("wall.ready_of", { ready: interpreters.free, staffed: interpreters.present })}</td>` : nothing}
    <td class="number ${level !== null && level < goal ? "number--alarming" : ""}">${percent(t, level)}</td>
    <td class="number">${group.served.answered}</td>
    <td class="number">${group.served.abandoned}</td>
  </tr>`;
}

/** Callback requests and relays, in a line each. */
export function healthView({ t, state }: WallboardProps): TemplateResult | typeof nothing {
  const measured = state.figures;
  if (!measured) return nothing;
  const { callbacks, relays } = measured;
  const calls = relays.reduce((sum, each) => sum + each.calls, 0);
  const capacity = relays.reduce((sum, each) => sum + (each.draining ? 0 : each.capacity), 0);
  return html`<section class="card" data-testid="wall-health">
    <h2>${t("wall.health")}</h2>
    <dl class="health">
      <div><dt>${t("wall.callbacks")}</dt><dd class=${callbacks.past_due > 0 ? "health__bad" : ""} data-testid="wall-callbacks">${t("wall.callbacks.counts", { waiting: callbacks.waiting, past_due: callbacks.past_due })}</dd></div>
      <div><dt>${t("wall.relays")}</dt><dd class=${calls >= capacity ? "health__bad" : ""} data-testid="wall-relays">${relays.length === 0 ? t("wall.relays.none") : t("wall.relays.counts", { count: relays.length, calls, capacity })}</dd></div>
    </dl>
  </section>`;
}

function percent(t: StaffTexts, share: number | null): string {
  if (share === null) return "–";
  return new Intl.NumberFormat(intlLocale(t.locale), { style: "percent", maximumFractionDigits: 0 }).format(
    share,
  );
}
