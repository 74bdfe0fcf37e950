/** What the others are typing, and the choice to let them see what is typed here. */
import keyboardIcon from "icon:keyboard";
import { html, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Participant } from "../protocol/server.ts";
import { icon } from "../ui/icon.ts";
import { isKeptFrom } from "./conversation.ts";
import { shownLines } from "./live-text.ts";
import { nameOf } from "./tile.ts";
import type { CallProps } from "./view.ts";

/** Beside the log, not in it: a screen reader announces what is finished, not every letter of what isn't. */
export function liveLinesView({ t, conversation, self, localNow }: CallProps): TemplateResult {
  const { call } = conversation;
  // The server keeps them apart on hold; like the picture, what came before isn't shown either.
  const isSeen = (each: Participant) =>
    each.participant_id !== self && !(call && isKeptFrom(call, self, each));
  const others = (call?.participants ?? []).filter(isSeen);
  const names = new Map(others.map((each) => [each.participant_id, nameOf(t, each)]));
  const present = others.filter((each) => each.online).map((each) => each.participant_id);
  return html`<div class="chat__live">
    ${repeat(
      shownLines(conversation.typing, present, localNow),
      ([id]) => id,
      ([id, line]) => html`<p class="bubble bubble--live" data-testid="live-text" data-participant=${id}>
        <span class="bubble__who">${icon(keyboardIcon)}${t("chat.typing", { who: names.get(id) ?? "" })}</span>
        <span class="bubble__text" dir="auto"><span>${line.text}<span class="bubble__caret"></span></span></span>
      </p>`,
    )}
  </div>`;
}

export function shareTextView({ t, typing, actions }: CallProps): TemplateResult {
  const changed = (event: Event) => actions.shareText((event.currentTarget as HTMLInputElement).checked);
  return html`<label class="chat__share">
    <input type="checkbox" data-testid="live-text-toggle" .checked=${typing.shared} @change=${changed} />
    <span>${t("chat.share")}</span>
  </label>`;
}
