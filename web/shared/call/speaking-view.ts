/** Who speaks, in words, below the pictures. */
import voiceIcon from "icon:volume";
import { html, nothing, type TemplateResult } from "lit";
import { listOf } from "../i18n/format.ts";
import { icon } from "../ui/icon.ts";
import { isKeptFrom } from "./conversation.ts";
import { nameOf } from "./tile.ts";
import type { CallProps } from "./view.ts";

/** For the eye only: who uses a screen reader hears who speaks. */
export function speakingView(props: CallProps): TemplateResult {
  const { t, conversation, self, media } = props;
  const { call, speakers } = conversation;
  const others = (call?.participants ?? []).filter(
    (each) =>
      each.participant_id !== self &&
      speakers.includes(each.participant_id) &&
      !(call && isKeptFrom(call, self, each)),
  );
  const isOwn = media.microphone === "on" && speakers.includes(self);
  const text =
    others.length > 0
      ? t("call.speaking", {
          who: listOf(
            // Of several the names alone, or the line is too short for them; who is what stands on the pictures.
            others.map((each) => (others.length > 1 && each.display_name) || nameOf(t, each)),
            t.locale,
          ),
        })
      : isOwn
        ? t("call.speaking.self")
        : null;
  return html`<p class="call__speaking" data-testid="speaking">${text === null ? nothing : html`${icon(voiceIcon)}<span>${text}</span>`}</p>`;
}
