/** `<time-chart>`: bars of calls and a line of a share over them, by uPlot. A table beside it says the same. */
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import "./charts.css";

export interface TimeSeries {
  /** Names of the steps, short enough for an axis. */
  readonly labels: readonly string[];
  readonly answered: readonly number[];
  readonly abandoned: readonly number[];
  /** Shares from 0 to 1; null where nothing is known. */
  readonly level: readonly (number | null)[];
  readonly locale: string;
}

const HEIGHT = 300;
/** The line is drawn above the bars, each in a part of the height of its own. */
const BARS_PART = 1.85;
const [SHARE_LOW, SHARE_TOP] = [-1.9, 1.04];
const FONT = '12px "Noto Sans", "Segoe UI", system-ui, sans-serif';
/** A label needs about so much room, px. */
const LABEL_PX = 64;
/** A line of few points shows each of them. */
const FEW = 70;
const INKS = ["axis", "grid", "answered", "abandoned", "level"] as const;

export class TimeChart extends HTMLElement {
  private drawn: uPlot | null = null;
  private known: TimeSeries | null = null;
  private readonly size = new ResizeObserver(() => this.fit());
  private readonly looks = new MutationObserver(() => this.draw());
  private readonly media = [matchMedia("(prefers-color-scheme: dark)"), matchMedia("print")];

  set series(series: TimeSeries) {
    if (this.known === series) return;
    this.known = series;
    this.draw();
  }

  connectedCallback(): void {
    if (this.children.length === 0) {
      for (const ink of INKS) {
        const probe = document.createElement("span");
        probe.className = `time-chart__ink time-chart__ink--${ink}`;
        this.append(probe);
      }
    }
    this.size.observe(this);
    this.looks.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    for (const each of this.media) each.addEventListener("change", this.looked);
    // A font that comes later would leave the axes in another one.
    void document.fonts.load(FONT).then(() => this.draw());
  }

  disconnectedCallback(): void {
    this.size.disconnect();
    this.looks.disconnect();
    for (const each of this.media) each.removeEventListener("change", this.looked);
    this.drawn?.destroy();
    this.drawn = null;
  }

  private readonly looked = (): void => this.draw();

  private fit(): void {
    if (this.drawn && this.clientWidth > 0) this.drawn.setSize({ width: this.clientWidth, height: HEIGHT });
    else this.draw();
  }

  /** The color of each ink as it is now, light or dark. */
  private inks(): Record<(typeof INKS)[number], string> {
    const probes = [...this.querySelectorAll(".time-chart__ink")];
    const colors = INKS.map((ink, place) => [ink, getComputedStyle(probes[place] ?? this).color]);
    return Object.fromEntries(colors) as Record<(typeof INKS)[number], string>;
  }

  private draw(): void {
    this.drawn?.destroy();
    this.drawn = null;
    if (!this.isConnected || !this.known || this.clientWidth === 0) return;
    const { labels, answered, abandoned, level, locale } = this.known;
    const ink = this.inks();
    const both = answered.map((value, place) => value + (abandoned[place] ?? 0));
    const top = Math.max(1, ...both);
    const places = labels.map((_, place) => place);
    const bars = uPlot.paths.bars?.({ size: [0.7, 44], radius: 0.15 });
    const numbers = new Intl.NumberFormat(locale, { notation: "compact" });
    const shares = new Intl.NumberFormat(locale, { style: "percent" });
    const axis = { stroke: ink.axis, font: FONT, ticks: { show: false } };
    const options: uPlot.Options = {
      width: this.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: [-0.6, labels.length - 0.4] },
        calls: { range: (_, __, most) => [0, Math.max(1, most) * BARS_PART] },
        share: { range: [SHARE_LOW, SHARE_TOP] },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          splits: (plot) =>
            every(places, Math.ceil((places.length * LABEL_PX) / Math.max(1, plot.width - 100))),
          values: (_, splits) => splits.map((place) => labels[place] ?? ""),
        },
        {
          ...axis,
          scale: "calls",
          size: 52,
          grid: { stroke: ink.grid, width: 1 },
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000],
          splits: (_, __, ___, ____, by) =>
            Array.from({ length: Math.floor(top / by) + 1 }, (_, place) => place * by),
          values: (_, splits) => splits.map((value) => numbers.format(value)),
        },
        {
          ...axis,
          scale: "share",
          side: 1,
          size: 52,
          grid: { stroke: ink.grid, width: 1 },
          splits: () => [0, 0.5, 1],
          values: (_, splits) => splits.map((value) => shares.format(value)),
        },
      ],
      series: [
        {},
        {
          scale: "calls",
          fill: ink.abandoned,
          width: 0,
          points: { show: false },
          ...(bars ? { paths: bars } : {}),
        },
        {
          scale: "calls",
          fill: ink.answered,
          width: 0,
          points: { show: false },
          ...(bars ? { paths: bars } : {}),
        },
        {
          scale: "share",
          stroke: ink.level,
          width: 2.5,
          spanGaps: true,
          points: { show: labels.length < FEW, size: 7, fill: ink.level },
        },
      ],
    };
    // A bar of both behind the answered ones: what is seen of it is the abandoned ones.
    this.drawn = new uPlot(options, [places, both, [...answered], [...level]], this);
  }
}

/** Every n-th of them. */
function every(places: readonly number[], nth: number): number[] {
  return places.filter((place) => place % Math.max(1, nth) === 0);
}

customElements.define("time-chart", TimeChart);
