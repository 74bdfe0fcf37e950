import { describe, expect, it } from "vitest";
import {
  callAfter,
  reduceSigningIn,
  SIGNING_IN,
  type SigningIn,
  type SigningInAction,
  waitS,
} from "./signing-in.ts";

const OFFER = { secret: "ABC", address: "otpauth://totp/x" };

function walked(...actions: SigningInAction[]): SigningIn {
  return actions.reduce(reduceSigningIn, SIGNING_IN);
}

const submitted: SigningInAction = { kind: "submitted", username: "ann", password: "open sesame" };
const refused = (answer: {
  code: string;
  retry_after_s?: number;
  offer?: typeof OFFER;
}): SigningInAction => ({
  kind: "refused",
  answer,
  now: 1000,
});

describe("signing in", () => {
  it("asks for a code with the password still known, and forgets both once it is done", () => {
    const asked = walked(submitted, refused({ code: "code_wanted" }));
    expect(asked).toMatchObject({ step: "code", username: "ann", password: "open sesame", problem: null });
    const wrong = walked(submitted, refused({ code: "code_wanted" }), refused({ code: "wrong_code" }));
    expect(wrong).toMatchObject({ step: "code", problem: "wrong_code" });
    expect(reduceSigningIn(wrong, { kind: "passed", recovery: [] })).toMatchObject({
      busy: true,
      password: "",
    });
  });

  it("shows a secret where a second step must be set up, then the codes for emergencies once", () => {
    const setup = walked(submitted, refused({ code: "setup_wanted", offer: OFFER }));
    expect(setup).toMatchObject({ step: "setup", offer: OFFER });
    const done = reduceSigningIn(setup, { kind: "passed", recovery: ["a", "b"] });
    expect(done).toMatchObject({ step: "recovery", recovery: ["a", "b"], offer: null, password: "" });
  });

  it("counts down until the next try, and takes unknown refusals for a server that can't be reached", () => {
    const early = walked(submitted, refused({ code: "too_many_attempts", retry_after_s: 4 }));
    expect([early.problem, waitS(early, 1000), waitS(early, 4500), waitS(early, 9000)]).toEqual([
      "too_many_attempts",
      4,
      1,
      0,
    ]);
    expect(walked(submitted, refused({ code: "moon" })).problem).toBe("unreachable");
  });

  it("says that a sign-in has ended only to who had one", () => {
    const out = (why: string, wasInCall = false, wasIn = true) =>
      ({ kind: "signed_out", wasIn, why, wasInCall }) as const;
    expect(walked(out("revoked")).ended).toBe("revoked");
    expect(walked(out("")).ended).toBe("unsaid");
    expect(walked(out("a word of a later version")).ended).toBe("unsaid");
    expect(walked(out("revoked", false, false)).ended).toBe(null);
    expect(walked(out("revoked"), submitted).ended).toBe(null);
    expect(callAfter(walked(out("revoked")))).toBe(null);
    expect(callAfter(walked(out("revoked", true)))).toBe("gone");
    expect(callAfter(walked(out("credentials_changed", true)))).toBe("waits");
  });
});
