import { describe, expect, it } from "vitest";
import { ConnectionLost, Refused } from "../protocol/socket.ts";
import { type DevicesShown, Showing, shownAs } from "./showing.ts";

const ON: DevicesShown = { microphone: "on", camera: "on" };
const OFF: DevicesShown = { microphone: "on", camera: "off" };

function stage() {
  const told: string[] = [];
  const answers: ((error?: Error) => void)[] = [];
  const showing = new Showing((callId, { microphone, camera }) => {
    told.push(`${callId} ${microphone} ${camera}`);
    return new Promise<void>((resolve, reject) =>
      answers.push((error) => (error ? reject(error) : resolve())),
    );
  });
  const answer = async (error?: Error) => {
    answers.shift()?.(error);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { showing, told, answer };
}

describe("what the others are told of camera and microphone", () => {
  it("is a fact, not what the browser still asks", () => {
    expect((["on", "off", "asking", "missing", "denied"] as const).map(shownAs)).toEqual([
      "on",
      "off",
      null,
      "missing",
      "missing",
    ]);
  });

  it("is told once, and again when it changes", async () => {
    const { showing, told, answer } = stage();
    showing.follow("c", ON);
    showing.follow("c", ON);
    await answer();
    showing.follow("c", ON);
    showing.follow("c", OFF);
    expect(told).toEqual(["c on on", "c on off"]);
  });

  it("is the last of what changed while the server was told", async () => {
    const { showing, told, answer } = stage();
    showing.follow("c", ON);
    showing.follow("c", OFF);
    showing.follow("c", ON);
    showing.follow("c", OFF);
    await answer();
    expect(told).toEqual(["c on on", "c on off"]);
  });

  it("is told again after the line was lost, but not to a call that refuses", async () => {
    const { showing, told, answer } = stage();
    showing.follow("c", ON);
    await answer(new ConnectionLost());
    showing.follow("c", ON);
    await answer(new Refused("not_a_participant"));
    showing.follow("c", ON);
    expect(told).toHaveLength(2);
  });

  it("is told again when the server's record says otherwise, or the server may have forgotten", async () => {
    const { showing, told, answer } = stage();
    showing.follow("c", ON);
    await answer();
    showing.recorded(ON);
    showing.follow("c", ON);
    expect(told).toHaveLength(1);
    showing.recorded({ microphone: "on", camera: null });
    showing.follow("c", ON);
    await answer();
    showing.recorded(null);
    showing.follow("c", ON);
    expect(told).toHaveLength(3);
  });

  it("is nothing outside a call", () => {
    const { showing, told } = stage();
    showing.follow(null, ON);
    showing.follow("c", null);
    expect(told).toEqual([]);
  });
});
