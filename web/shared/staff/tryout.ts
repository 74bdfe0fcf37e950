/** Camera and microphone before a call: whether they are there, which of them to use, and trying them. */
import { html, nothing, type TemplateResult } from "lit";
import { deviceChoiceView } from "../call/device-menu.ts";
import { canChoose, type DeviceName } from "../call/inventory.ts";
import type { CallMedia } from "../call/media.ts";
import { DeviceWatch } from "../call/readiness.ts";
import type { StaffTexts } from "../i18n/catalogs.ts";
import type { IdleProps } from "./idle.ts";

export class Tryout {
  readonly devices: DeviceWatch;
  /** They are on, outside a call. */
  isOpen = false;
  private readonly media: CallMedia;
  private readonly changed: () => void;

  constructor(media: CallMedia, changed: () => void) {
    this.media = media;
    this.changed = changed;
    this.devices = new DeviceWatch(() => {
      media.look();
      changed();
    });
  }

  /** What the idle page shows of it. */
  props(t: StaffTexts): Pick<IdleProps, "devices" | "check" | "allow" | "choice"> {
    const { media } = this;
    return {
      devices: this.devices.view,
      check: {
        open: this.isOpen,
        media: media.view,
        microphone: media.microphone,
        toggle: () => this.open(!this.isOpen),
      },
      allow: () => void this.devices.ask(),
      choice: this.choiceView(t),
    };
  }

  /** Switch them on to be tried, or let them go. */
  private open(open: boolean): void {
    this.isOpen = open;
    if (open) void this.media.prepare();
    else this.media.leave();
    this.changed();
  }

  private choiceView(t: StaffTexts): TemplateResult | typeof nothing {
    const media = this.media.view;
    if (!canChoose(media.inventory)) return nothing;
    const choose = (name: DeviceName, id: string | null) => this.media.choose(name, id);
    return html`<details class="idle__choice">
      <summary data-testid="devices">${t("devices.menu")}</summary>
      ${deviceChoiceView({ t, media, microphone: null, choose })}
    </details>`;
  }
}
