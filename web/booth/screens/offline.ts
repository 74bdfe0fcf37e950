/** The server is away: said at once, tried again by itself, with the ways that need no server. */
import wifiOffIcon from "icon:wifi-off";
import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../../shared/ui/icon.ts";
import { tryingView } from "../../shared/ui/trying.ts";
import type { BoothProps } from "../props.ts";
import type { Screen } from "../screen.ts";
import { messagePicture, numbersView } from "./parts.ts";

export function offlineView({ t }: BoothProps): TemplateResult {
  return html`<section class="busy" data-testid="offline">
    <div class="busy__lead">
      ${messagePicture(wifiOffIcon)}
      <h1 tabindex="-1">${t("offline.heading")}</h1>
      <p class="lead" role="status">${t("offline.lead")}</p>
      ${tryingView(t("offline.trying"))}
    </div>
    <section class="busy__ways" aria-labelledby="offline-ways">
      <h2 id="offline-ways">${t("busy.ways")}</h2>
      ${numbersView(t)}
      <p>${t("help.station")}</p>
    </section>
  </section>`;
}

/** Above a screen that goes on without the server: what is lost for the moment, and what is not. */
export function outageView({ t, state, media }: BoothProps, screen: Screen): TemplateResult | typeof nothing {
  if (state.connection === "online" || state.awaySince === null) return nothing;
  if (screen === "offline" || screen === "setup" || screen === "starting" || screen === "closed")
    return nothing;
  const talks = screen === "call" && media.connected;
  const text =
    screen === "waiting"
      ? "offline.banner"
      : screen !== "call"
        ? "offline.banner.steps"
        : talks
          ? "offline.banner.talking"
          : "offline.banner.call";
  return html`<p class="banner ${talks ? "banner--calm" : ""}" role="alert" data-testid="outage" data-talks=${talks ? "true" : "false"}>
    ${icon(wifiOffIcon)}<span>${t(text)}</span>
  </p>`;
}
