/** The chat beside the pictures. */
import arrowDownIcon from "icon:arrow-down";
import messageIcon from "icon:message-circle";
import sendIcon from "icon:send";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { clockTime } from "../i18n/format.ts";
import { icon } from "../ui/icon.ts";
import { liveLinesView, shareTextView } from "./live-text-view.ts";
import { nameOf } from "./tile.ts";
import type { CallProps } from "./view.ts";

export function chatView(props: CallProps): TemplateResult {
  const { t, conversation, self, actions, scroll, typing } = props;
  const names = new Map(
    conversation.call?.participants.map((each) => [each.participant_id, nameOf(t, each)]) ?? [],
  );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const input = (event.currentTarget as HTMLFormElement).elements.namedItem("text") as HTMLInputElement;
    const text = input.value.trim();
    if (!text) return;
    input.value = "";
    actions.post(text, typing.finish());
  };
  const toNewest = (event: Event) => {
    const log = (event.currentTarget as HTMLElement).closest(".chat")?.querySelector(".chat__log");
    if (log) scroll.toNewest(log);
  };
  return html`<section class="chat" id="chat" aria-labelledby="chat-title">
    <h2 class="chat__title" id="chat-title">${icon(messageIcon)}${t("chat.title")}</h2>
    <div
      class="chat__log"
      role="group"
      aria-labelledby="chat-title"
      tabindex="0"
      @scroll=${(event: Event) => scroll.scrolled(event.currentTarget as HTMLElement)}
    >
      <div class="chat__entries" data-testid="chat-log" role="log" aria-labelledby="chat-title">
        ${conversation.chat.length === 0 ? html`<p class="chat__empty">${t("chat.empty")}</p>` : nothing}
        ${repeat(
          conversation.chat,
          (entry) => entry.entry_id,
          (entry) => {
            const own = entry.participant_id === self;
            return html`<p class="bubble ${own ? "bubble--own" : ""}">
              <span class="bubble__who">${own ? t("call.self") : (names.get(entry.participant_id) ?? "")}
                <time>${clockTime(entry.at, t.locale)}</time></span>
              <span class="bubble__text" dir="auto">${entry.text}</span>
            </p>`;
          },
        )}
      </div>
      ${liveLinesView(props)}
    </div>
    ${
      scroll.unseen
        ? html`<button type="button" class="chat__new" data-testid="chat-newest" @click=${toNewest}>
          ${icon(arrowDownIcon)}<span>${t("chat.new")}</span>
        </button>`
        : nothing
    }
    <form class="chat__form" @submit=${submit}>
      <input
        class="utrecht-textbox"
        name="text"
        type="text"
        maxlength="2000"
        autocomplete="off"
        dir="auto"
        data-testid="chat-input"
        aria-label=${t("chat.input")}
        placeholder=${t("chat.input")}
        @input=${(event: Event) => typing.type((event.currentTarget as HTMLInputElement).value)}
      />
      <button type="submit" class="utrecht-button utrecht-button--primary-action" data-testid="chat-send">
        ${icon(sendIcon)}<span>${t("chat.send")}</span>
      </button>
    </form>
    ${shareTextView(props)}
  </section>`;
}
