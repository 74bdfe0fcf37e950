/** The conversation. */
import { html, type TemplateResult } from "lit";
import { callerAside } from "../../shared/call/caller-aside.ts";
import { callView } from "../../shared/call/view.ts";
import { mayWantInterpreter } from "../interpreting.ts";
import type { BoothProps } from "../props.ts";

export function inCallView({ t, state, call }: BoothProps): TemplateResult {
  const record = call.conversation.call;
  const isPossible =
    record !== null && mayWantInterpreter(record, state.session?.interpreter_languages ?? [], call.now);
  const possible = isPossible ? t("call.interpreter_possible") : null;
  return html`<h1 class="visually-hidden" tabindex="-1">${t("call.heading")}</h1>
    ${callView({ ...call, aside: callerAside(t, call.conversation, call.self, possible) })}`;
}
