/** The wiring of the own day: whether it is looked at, which notes are open, and the file for the invoice. */
import downloadIcon from "icon:download";
import { html, nothing, type TemplateResult } from "lit";
import type { StaffTexts } from "../i18n/catalogs.ts";
import type { Staff } from "../protocol/server.ts";
import type { Socket } from "../protocol/socket.ts";
import { icon } from "../ui/icon.ts";
import { boundsOf, OwnDay } from "./day.ts";
import { dayView, totalsView } from "./day-view.ts";

interface DayScreenOptions {
  socket(): Pick<Socket, "ask">;
  /** The server's clock, epoch ms. */
  now(): number;
  changed(): void;
  copy(text: string): void;
  forInterpreter: boolean;
}

export class DayScreen {
  /** Whether it is looked at, when nothing rings. */
  isOpen = false;
  private readonly options: DayScreenOptions;
  private readonly day: OwnDay;
  /** Notes on calls of before that are looked at. */
  private notes: Readonly<Record<string, string | null>> = {};

  constructor(options: DayScreenOptions) {
    this.options = options;
    this.day = new OwnDay(options);
  }

  /** Read today anew if the person's state says that something may have been added. */
  follow(before: Staff | null, after: Staff | null): void {
    this.day.follow(before, after);
  }

  tick(): void {
    this.day.tick();
  }

  /** Nobody is signed in. */
  forget(): void {
    this.day.forget();
    this.notes = {};
    this.isOpen = false;
  }

  view(t: StaffTexts): TemplateResult {
    const { forInterpreter, copy, now } = this.options;
    return dayView({
      t,
      day: this.day.shown,
      now: now(),
      forInterpreter,
      notes: this.notes,
      toggleNote: (callId) => void this.toggleNote(callId),
      copy,
      show: (daysAgo) => {
        this.notes = {};
        this.day.show(daysAgo);
      },
      back: () => this.open(false),
      more: forInterpreter ? this.exportView(t) : nothing,
    });
  }

  /** The totals of today, and the way to the whole day. */
  card(t: StaffTexts): TemplateResult {
    return html`<section class="card side-card" aria-labelledby="own-day-heading">
      <h2 id="own-day-heading">${t("day.title")}</h2>
      ${totalsView(t, this.day.totals)}
      <button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="day-open" @click=${() => this.open(true)}>${t("day.open")}</button>
    </section>`;
  }

  private open(open: boolean): void {
    this.isOpen = open;
    this.notes = {};
    if (open) this.day.show(0);
    this.options.changed();
  }

  /** The day as a file, for the invoice. */
  private exportView(t: StaffTexts): TemplateResult | typeof nothing {
    const { listed, daysAgo } = this.day.shown;
    if (!listed || listed.calls === 0) return nothing;
    const [from] = boundsOf(this.options.now(), daysAgo);
    const save = async () => {
      const { dayFile, dayFileName, download } = await import("./day-export.ts");
      download(dayFileName(from), dayFile(t, listed.entries));
    };
    return html`<button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="day-export" @click=${() => void save()}>
      ${icon(downloadIcon)}<span>${t("day.export")}</span>
    </button>`;
  }

  private async toggleNote(call_id: string): Promise<void> {
    const { [call_id]: shown, ...others } = this.notes;
    this.notes = others;
    this.options.changed();
    if (shown !== undefined) return;
    const told = await this.options
      .socket()
      .ask({ type: "note.read", call_id })
      .catch(() => null);
    this.notes = { ...this.notes, [call_id]: told?.notes[0]?.text ?? null };
    this.options.changed();
  }
}
