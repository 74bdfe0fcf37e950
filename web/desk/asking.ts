/** A callback request for somebody on the phone, as far as it is filled in. Pure. */
import type { Place } from "../shared/callback/postcode.ts";
import type { Filled } from "../shared/protocol/client.ts";
import type { CallbackRequest, Wrong } from "../shared/protocol/server.ts";

export type Form = Required<Filled>;
export type Faults = Readonly<Record<string, Wrong>>;

export interface Asking {
  /** Which request this is: asked twice, it is one. */
  readonly id: string;
  readonly form: Form;
  readonly urgent: boolean;
  /** What the server found wrong, by field; a field that is changed is right until asked again. */
  readonly faults: Faults;
  readonly problem: "too_often" | "failed" | null;
  /** Where the postcode is; null while nobody knows. */
  readonly place: Place | null;
  readonly sending: boolean;
  /** What became of it. */
  readonly done: CallbackRequest | null;
}

const BLANK: Form = {
  name: "",
  phone: "",
  email: "",
  postcode: "",
  topic: "",
  language: "nl",
  preference: "",
  days: [],
  parts: [],
  needs: [],
};
const SEVERAL: ReadonlySet<string> = new Set(["days", "parts", "needs"]);

/** Return a request of which nothing is filled in. */
export function blank(id: string): Asking {
  return {
    id,
    form: BLANK,
    urgent: false,
    faults: {},
    problem: null,
    place: null,
    sending: false,
    done: null,
  };
}

/** Return `asking` with what stands in its form now; `changed` names the field that was touched. */
export function filled(asking: Asking, fields: FormData, changed: string): Asking {
  const read = Object.keys(BLANK).map((name) => {
    const values = fields.getAll(name).map(String);
    return [name, SEVERAL.has(name) ? values : (values[0] ?? "")];
  });
  const form = Object.fromEntries(read) as Form;
  const faults = Object.fromEntries(Object.entries(asking.faults).filter(([name]) => name !== changed));
  return { ...asking, form, faults, urgent: fields.has("urgent") };
}

/** Return `asking` with the place of its postcode; where there is no video, the phone is chosen. */
export function placed(asking: Asking, place: Place | null): Asking {
  const preference = place && !place.video ? "phone" : asking.form.preference;
  return { ...asking, place, form: { ...asking.form, preference } };
}

/** Whether anything is filled in that would be a pity to lose. */
export function isBegun({ form, done }: Asking): boolean {
  return (
    done === null && [form.name, form.phone, form.email, form.postcode].some((text) => text.trim() !== "")
  );
}
