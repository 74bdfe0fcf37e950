/** An employee's note on a call, as it is typed and kept. Pure. */
import type { Note } from "../shared/protocol/server.ts";

type Kept = Pick<Note, "text" | "revision">;

export interface NoteState {
  /** As it stands in the field. */
  readonly text: string;
  /** As the server has it, as far as this page knows. */
  readonly kept: Kept;
  /** What is on its way to the server. */
  readonly sending: string | null;
}

export const NO_NOTE: NoteState = { text: "", kept: { text: "", revision: 0 }, sending: null };

export type NoteStatus = "empty" | "saved" | "saving" | "unsaved";

export function isUnsaved({ text, kept }: NoteState): boolean {
  return text !== kept.text;
}

/** Say how the note stands; `online`: whether it is on its way. */
export function statusOf(state: NoteState, online: boolean): NoteStatus {
  if (isUnsaved(state) || state.sending !== null) return online ? "saving" : "unsaved";
  return state.text === "" ? "empty" : "saved";
}

export function typed(state: NoteState, text: string): NoteState {
  return { ...state, text };
}

export function sent(state: NoteState): NoteState {
  return { ...state, sending: state.text };
}

/** What was on its way has arrived; the same may have been told before. */
export function arrived(state: NoteState): NoteState {
  if (state.sending === null) return state;
  return { ...state, kept: { text: state.sending, revision: state.kept.revision + 1 }, sending: null };
}

/** What was on its way was refused, or got lost. */
export function failed(state: NoteState): NoteState {
  return { ...state, sending: null };
}

/** The server tells its text: the one sent from here, or another page's. `certain`: it was asked for just now. */
export function told(state: NoteState, note: Kept, certain = false): NoteState {
  const { text, kept, sending } = state;
  if (!certain && note.revision <= kept.revision) return state;
  const isOwn = sending === note.text && note.revision === kept.revision + 1;
  const next = { ...state, kept: { text: note.text, revision: note.revision } };
  if (isOwn) return { ...next, sending: null };
  // The text that is known already brings nothing to join: what was taken out here stays out.
  if (note.text === kept.text) return next;
  return { ...next, text: text === kept.text ? note.text : merged(kept.text, note.text, text) };
}

/** Put together what two pages wrote: nothing of it is lost. */
export function merged(before: string, theirs: string, own: string): string {
  if (theirs.includes(own)) return theirs;
  if (own.includes(theirs)) return own;
  const added = own.startsWith(before) ? own.slice(before.length) : own;
  return `${theirs.trimEnd()}\n${added.trimStart()}`;
}
