/** Shows one of the page's screens: fetches a further one the first time, and says so when that fails. */
import overviewIcon from "icon:layout-dashboard";
import loadingIcon from "icon:loader-2";
import refreshIcon from "icon:refresh";
import { html, type nothing, type TemplateResult } from "lit";
import type { StaffTexts } from "../../shared/i18n/catalogs.ts";
import { icon } from "../../shared/ui/icon.ts";
import type { Context, FurtherScreen } from "./further-screen.ts";
import { FURTHER, furtherFor, type ScreenId, screenOf } from "./screens.ts";

export class ShownScreen {
  id: ScreenId = screenOf(location.hash);
  private readonly elements = new Map<ScreenId, FurtherScreen>();
  private failed = false;
  private readonly changed: () => void;

  constructor(changed: () => void) {
    this.changed = changed;
  }

  start(): void {
    addEventListener("hashchange", this.turned);
    void this.fetch();
  }

  stop(): void {
    removeEventListener("hashchange", this.turned);
  }

  /** The further screen, or what stands in its place until it is there. */
  view(t: StaffTexts, context: Context): TemplateResult {
    const element = this.elements.get(this.id);
    if (element) {
      element.context = context;
      return html`${element}`;
    }
    if (this.failed) {
      // A newer version of the service has taken this one's files along: the page itself is out of date.
      return html`<div class="card card--failed" role="alert" data-testid="screen-failed">
        <p>${t("screen.failed")}</p>
        <button type="button" class="utrecht-button utrecht-button--primary-action" @click=${() => location.reload()}>
          ${icon(refreshIcon)}${t("screen.reload")}
        </button>
      </div>`;
    }
    return html`<p class="loading__words" role="status"><span class="turning">${icon(loadingIcon)}</span>${t("ui.loading")}</p>`;
  }

  private readonly turned = (): void => {
    this.id = screenOf(location.hash);
    this.failed = false;
    this.changed();
    void this.fetch();
  };

  private async fetch(): Promise<void> {
    const wanted = FURTHER.find((each) => each.id === this.id);
    if (!wanted || this.elements.has(wanted.id)) return;
    try {
      const Screen = await wanted.load();
      if (!this.elements.has(wanted.id)) this.elements.set(wanted.id, new Screen());
    } catch {
      this.failed = this.id === wanted.id;
    }
    this.changed();
  }
}

/** Where one can go, when there is more than one screen. */
export function screensView(
  t: StaffTexts,
  shown: ScreenId,
  overseesAll: boolean,
  tools: TemplateResult | typeof nothing,
): TemplateResult {
  const link = (id: ScreenId, paths: readonly string[]) => html`<li>
    <a class="screens__link" href="#${id}" data-testid=${id === "reports" ? "report" : `screen-${id}`} aria-current=${id === shown ? "page" : "false"}>
      ${icon(paths)}<span>${t(`screen.${id}`)}</span>
    </a>
  </li>`;
  return html`<nav class="screens" aria-label=${t("screen.label")}>
    <ul>${link("overview", overviewIcon)}${furtherFor(overseesAll).map((each) => link(each.id, each.icon))}</ul>
    ${tools}
  </nav>`;
}
