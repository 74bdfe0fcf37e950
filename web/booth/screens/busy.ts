/** Open, and yet no call can be made now: the queue is full, or nobody is there to answer. */
import clockIcon from "icon:clock-pause";
import refreshIcon from "icon:refresh";
import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../../shared/ui/icon.ts";
import { tryingView } from "../../shared/ui/trying.ts";
import type { BoothProps } from "../props.ts";
import { messagePicture, numbersView } from "./parts.ts";

export function busyView({ t, state, now, actions }: BoothProps): TemplateResult {
  const reason = state.hindrance === "queue_full" ? "queue_full" : "nobody_staffed";
  const seconds = state.retryAt === null ? null : Math.max(1, Math.ceil((state.retryAt - now) / 1000));
  return html`<section class="busy" data-testid="refused" data-reason=${reason}>
    <div class="busy__lead">
      ${messagePicture(clockIcon)}
      <h1 tabindex="-1">${t(`busy.${reason}.heading`)}</h1>
      <p class="lead" role="status">${t(`busy.${reason}.lead`)}</p>
      ${
        state.requesting
          ? tryingView(t("offline.trying"))
          : seconds === null
            ? nothing
            : tryingView(t("busy.retry", { seconds }))
      }
    </div>
    <section class="busy__ways" aria-labelledby="busy-ways">
      <h2 id="busy-ways">${t("busy.ways")}</h2>
      ${numbersView(t)}
    </section>
    <div class="step__foot">
      <button type="button" class="utrecht-button utrecht-button--secondary-action button--large" data-testid="refused-stop" @click=${actions.close}>${t("busy.stop")}</button>
      <button type="button" class="utrecht-button utrecht-button--primary-action button--huge" data-testid="try-again" ?disabled=${state.requesting} @click=${actions.startCall}>
        ${icon(refreshIcon)}<span>${t("busy.again")}</span>
      </button>
    </div>
  </section>`;
}
