import { describe, expect, it } from "vitest";
import { type AccountAction, type AccountState, CLOSED, reduceAccount } from "./own-account.ts";

const ACCOUNT = {
  has_password: true,
  second_step: false,
  second_step_required: false,
  recovery_codes: 0,
  sign_ins: [],
};
const OFFER = { secret: "ABC", address: "otpauth://totp/x" };

function walked(...actions: AccountAction[]): AccountState {
  return actions.reduce(reduceAccount, CLOSED);
}

const opened: AccountAction[] = [{ kind: "opened" }, { kind: "read", account: ACCOUNT }];

describe("the own account", () => {
  it("sets up a second step: password, picture, codes; and keeps no secret afterwards", () => {
    const scanning = walked(...opened, { kind: "task", task: "prove" }, { kind: "offered", offer: OFFER });
    expect(scanning).toMatchObject({ task: "scan", offer: OFFER, account: ACCOUNT });
    const wrong = reduceAccount(scanning, { kind: "refused", code: "wrong_code" });
    expect(wrong).toMatchObject({ task: "scan", problem: "wrong_code", offer: OFFER });
    const kept = reduceAccount(wrong, { kind: "set_up", recovery: ["a"] });
    expect(kept).toMatchObject({ task: "recovery", recovery: ["a"], offer: null, problem: null });
    expect(reduceAccount(kept, { kind: "done" })).toMatchObject({ task: null, recovery: [], done: null });
  });

  it("says what was done, and what was wrong beside what is still being changed", () => {
    const changing = walked(...opened, { kind: "task", task: "password" }, { kind: "sent" });
    expect(changing.busy).toBe(true);
    expect(reduceAccount(changing, { kind: "refused", code: "too_short" })).toMatchObject({
      task: "password",
      busy: false,
      problem: "too_short",
    });
    expect(reduceAccount(changing, { kind: "refused", code: "moon" }).problem).toBe("failed");
    expect(reduceAccount(changing, { kind: "done" })).toMatchObject({
      task: null,
      done: "account.password.done",
    });
  });

  it("keeps what it shows only once until somebody says that they have kept it", () => {
    const shown: AccountAction[] = [...opened, { kind: "set_up", recovery: ["a"] }];
    const aside = walked(...shown, { kind: "set_aside" });
    expect(aside).toMatchObject({ isOpen: false, recovery: ["a"] });
    expect(reduceAccount(aside, { kind: "opened" })).toMatchObject({ isOpen: true, task: "recovery" });
    expect(walked(...opened, { kind: "set_aside" })).toEqual(CLOSED);
    expect(walked(...shown, { kind: "done" }, { kind: "set_aside" })).toEqual(CLOSED);
  });

  it("forgets everything when it is closed", () => {
    expect(walked(...opened, { kind: "offered", offer: OFFER }, { kind: "closed" })).toEqual(CLOSED);
  });
});
