import { describe, expect, it } from "vitest";
import { type EnrolmentAction, NO_CODE, reduceEnrolment, written } from "./enrolment.ts";

const follow = (...actions: EnrolmentAction[]) => actions.reduce(reduceEnrolment, NO_CODE);
const press = (digits: string): EnrolmentAction[] =>
  [...digits].map((digit) => ({ kind: "pressed", digit }) as const);

describe("the code of a booth", () => {
  it("is sent as soon as it is whole, and then stays as it is", () => {
    expect(follow(...press("4821739")).sending).toBe(false);
    expect(follow(...press("482173956"), { kind: "erased" })).toEqual({
      digits: "48217395",
      sending: true,
      problem: null,
    });
  });

  it("is typed with or without its dash, and erased digit by digit", () => {
    expect(follow({ kind: "entered", text: "4821-7395" }).digits).toBe("48217395");
    expect(follow(...press("48"), { kind: "erased" }, { kind: "erased" }, { kind: "erased" }).digits).toBe(
      "",
    );
    expect(["", "4821", "48217", "48217395"].map(written)).toEqual(["", "4821", "4821-7", "4821-7395"]);
  });

  it("says what is missing when it is sent too early", () => {
    const early = follow(...press("48"), { kind: "submitted" });
    expect(early).toEqual({ digits: "48", sending: false, problem: "incomplete" });
    expect(reduceEnrolment(early, { kind: "pressed", digit: "2" }).problem).toBeNull();
    expect(follow(...press("48217395"), { kind: "submitted" }).sending).toBe(true);
  });

  it("says that the key is gone, until somebody types", () => {
    const lost = follow({ kind: "key_lost" });
    expect(lost.problem).toBe("key_lost");
    const typing = reduceEnrolment(lost, { kind: "pressed", digit: "1" });
    expect(reduceEnrolment(typing, { kind: "key_lost" })).toEqual(typing);
    const wrong = follow({ kind: "refused", code: "wrong_code" });
    expect(reduceEnrolment(wrong, { kind: "key_lost" })).toEqual(wrong);
  });

  it("is asked for anew when it was wrong, until somebody begins to type", () => {
    const wrong = follow(...press("00000000"), { kind: "refused", code: "wrong_code" });
    expect(wrong).toEqual({ digits: "", sending: false, problem: "wrong_code" });
    expect(reduceEnrolment(wrong, { kind: "erased" }).problem).toBe("wrong_code");
    expect(reduceEnrolment(wrong, { kind: "pressed", digit: "1" }).problem).toBeNull();
    expect(follow(...press("00000000"), { kind: "refused", code: "x" }).problem).toBe("other");
  });
});
