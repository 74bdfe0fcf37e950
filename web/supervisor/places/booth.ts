/** A supervisor sees how a booth stands, and lets a device become it, or be it no longer. */
import { nothing, type TemplateResult } from "lit";
import type { StaffTexts } from "../../shared/i18n/catalogs.ts";
import type { EnrolmentOffered } from "../../shared/protocol/api.ts";
import type { BoothStanding } from "../../shared/protocol/server.ts";
import { send } from "../../shared/staff/api.ts";
import { boothDialog } from "./booth-dialog.ts";

export interface BoothState {
  readonly boothId: string;
  /** The code that enrols one device, once it was made. */
  readonly offer: EnrolmentOffered | null;
  /** Whether it had a device when the code was made. */
  readonly wasEnrolled: boolean;
  readonly isAsking: boolean;
  readonly isBusy: boolean;
  readonly hasFailed: boolean;
}

export interface BoothOptions {
  root: HTMLElement;
  onChange(): void;
}

/** Return what is left of a code, in seconds; null: there is none any more. Times are server time. Pure. */
export function secondsLeft(offer: EnrolmentOffered | null, now: number): number | null {
  return offer && offer.expires_at > now ? Math.floor((offer.expires_at - now) / 1000) : null;
}

export class BoothEnrolment {
  private readonly options: BoothOptions;
  private state: BoothState | null = null;

  constructor(options: BoothOptions) {
    this.options = options;
  }

  open({ booth_id, enrolled }: BoothStanding): void {
    this.state = {
      boothId: booth_id,
      offer: null,
      wasEnrolled: enrolled,
      isAsking: false,
      isBusy: false,
      hasFailed: false,
    };
    this.options.onChange();
  }

  close(): void {
    this.state = null;
    this.options.onChange();
  }

  rendered(): void {
    const dialog = this.options.root.querySelector<HTMLDialogElement>("dialog.booth-dialog");
    if (dialog && !dialog.open) dialog.showModal();
  }

  dialog(t: StaffTexts, booths: readonly BoothStanding[], now: number): TemplateResult | typeof nothing {
    const booth = booths.find(({ booth_id }) => booth_id === this.state?.boothId);
    return this.state && booth ? boothDialog({ t, booth, state: this.state, now, actions: this }) : nothing;
  }

  /** Make a code; an older one is void. */
  offer({ enrolled }: BoothStanding): void {
    void this.carryOut(async (path) => ({
      offer: await send<EnrolmentOffered>("POST", path),
      wasEnrolled: enrolled,
    }));
  }

  /** Ask before the device is taken from it: its page ends at once. */
  ask(isAsking: boolean): void {
    this.change({ isAsking });
  }

  revoke(): void {
    void this.carryOut(async (path) => {
      await send("DELETE", path);
      return { isAsking: false, offer: null };
    });
  }

  private async carryOut(deed: (path: string) => Promise<Partial<BoothState>>): Promise<void> {
    const { state } = this;
    if (!state || state.isBusy) return;
    this.change({ isBusy: true, hasFailed: false });
    const outcome = await deed(`/booths/${encodeURIComponent(state.boothId)}/enrolment`).catch(() => ({
      hasFailed: true,
    }));
    // Who is quick looks at another booth by now.
    if (this.state?.boothId === state.boothId) this.change({ ...outcome, isBusy: false });
  }

  private change(fields: Partial<BoothState>): void {
    if (!this.state) return;
    this.state = { ...this.state, ...fields };
    this.options.onChange();
  }
}
