/** The chat beside the pictures. */
import alertIcon from "icon:alert-circle";
import arrowDownIcon from "icon:arrow-down";
import clockIcon from "icon:clock";
import messageIcon from "icon:message-circle";
import sendIcon from "icon:send";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { clockTime } from "../i18n/format.ts";
import type { ChatEntry } from "../protocol/server.ts";
import { icon } from "../ui/icon.ts";
import { keyOf, withMarks } from "./chat-marks.ts";
import { LONGEST, NEAR_END, PATIENCE_MS, type Unsent } from "./chat-outbox.ts";
import { liveLinesView, shareTextView } from "./live-text-view.ts";
import { nameOf } from "./tile.ts";
import type { CallProps } from "./view.ts";

export function chatView(props: CallProps): TemplateResult {
  const { t, conversation, self, scroll, unsent } = props;
  const entries = [...conversation.chat, ...unsent.map(asEntry(self))];
  const lines = withMarks(entries, props.chatMarks ?? []);
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
        ${lines.length === 0 ? html`<p class="chat__empty">${t("chat.empty")}</p>` : nothing}
        ${repeat(lines, keyOf, (line) => ("mark" in line ? html`<p class="chat__mark">${line.mark.text}</p>` : entryView(props, line.entry)))}
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
    ${props.readsOnly ? html`<p class="chat__closed">${props.readsOnly}</p>` : writingView(props)}
  </section>`;
}

function writingView(props: CallProps): TemplateResult {
  const { t, actions } = props;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const input = (event.currentTarget as HTMLFormElement).elements.namedItem("text") as HTMLTextAreaElement;
    const text = input.value.trim();
    if (!text) return;
    input.value = "";
    actions.write(text);
  };
  return html`<div class="chat__tools">${props.chatTools ?? nothing}${shareTextView(props)}</div>
    <form class="chat__form" @submit=${submit}>
      <textarea
        class="utrecht-textbox chat__field"
        name="text"
        rows="1"
        maxlength=${LONGEST}
        autocomplete="off"
        dir="auto"
        data-testid="chat-input"
        aria-label=${t("chat.input")}
        placeholder=${t("chat.input")}
        aria-describedby="chat-left"
        @input=${(event: Event) => actions.type((event.currentTarget as HTMLTextAreaElement).value)}
        @keydown=${sendOnEnter}
      ></textarea>
      <button type="submit" class="utrecht-button utrecht-button--primary-action" data-testid="chat-send">
        ${icon(sendIcon)}<span>${t("chat.send")}</span>
      </button>
    </form>
    ${leftView(props)}`;
}

function entryView(props: CallProps, entry: ChatEntry): TemplateResult {
  const { t, conversation, self, unsent } = props;
  const isOwn = entry.participant_id === self;
  const writer = conversation.call?.participants.find((each) => each.participant_id === entry.participant_id);
  const waiting = unsent.find((each) => each.entryId === entry.entry_id);
  return html`<div class="bubble ${isOwn ? "bubble--own" : ""}">
    <span class="bubble__who">${isOwn ? t("call.self") : writer ? nameOf(t, writer) : ""}
      <time>${clockTime(entry.at, t.locale, props.timeZone)}</time></span>
    <span class="bubble__text" dir="auto">${entry.text}</span>
    ${waiting ? unsentView(props, waiting) : nothing}
  </div>`;
}

/** Enter sends, with Shift it begins a new line; not while a writing system still composes a word with it. */
function sendOnEnter(event: KeyboardEvent): void {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  (event.currentTarget as HTMLTextAreaElement).form?.requestSubmit();
}

/** Put `text` into the message being written below `root`, for its writer to change and send. */
export function writeInto(root: ParentNode, text: string): void {
  const input = root.querySelector<HTMLTextAreaElement>("[data-testid='chat-input']");
  if (!input) return;
  const before = input.value.trimEnd();
  input.value = (before ? `${before} ${text}` : text).slice(0, LONGEST);
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.focus();
}

function asEntry(self: string) {
  return ({ entryId, at, text }: Unsent): ChatEntry => ({
    entry_id: entryId,
    participant_id: self,
    at,
    text,
  });
}

/** Nothing while it is likely to be there in a moment. */
function unsentView(
  { t, now, actions }: CallProps,
  { entryId, at, refused, taken }: Unsent,
): TemplateResult | typeof nothing {
  if (refused)
    return html`<span class="bubble__unsent" role="alert" data-testid="chat-refused">${icon(alertIcon)}${t("chat.refused")}
      <button type="button" class="bubble__retry" @click=${() => actions.rewrite(entryId)}>${t("chat.retry")}</button></span>`;
  if (taken || now - at < PATIENCE_MS) return nothing;
  return html`<span class="bubble__unsent" role="status" data-testid="chat-unsent">${icon(clockIcon)}${t("chat.unsent")}</span>`;
}

/** How much more fits, near the end. */
function leftView({ t, typing }: CallProps): TemplateResult {
  const left = LONGEST - typing.length;
  return html`<p class="chat__left" id="chat-left" role="status" data-testid="chat-left">${left <= NEAR_END ? t("chat.left", { count: left }) : nothing}</p>`;
}
