import { describe, expect, it } from "vitest";
import { Sharing } from "./sharing.ts";

class Track {
  onended: (() => void) | null = null;
  stopped = false;
  stop(): void {
    this.stopped = true;
  }
}

function sharing(answers: { screen?: Track | null; isFree?: boolean; breaks?: boolean }) {
  const told: boolean[] = [];
  let choose: (track: MediaStreamTrack | null) => void = () => undefined;
  const choice = new Promise<MediaStreamTrack | null>((resolve) => {
    choose = resolve;
  });
  const { screen = new Track(), isFree = true, breaks = false } = answers;
  const share = new Sharing({
    tell: async (on) => {
      if (breaks) throw new Error("unavailable");
      told.push(on);
      return isFree;
    },
    onChange: () => undefined,
  });
  const chosen = screen as unknown as MediaStreamTrack | null;
  return { share, told, screen, start: () => share.start(() => choice), choose: () => choose(chosen) };
}

async function started(answers: Parameters<typeof sharing>[0] = {}) {
  const all = sharing(answers);
  const start = all.start();
  all.choose();
  await start;
  return all;
}

describe("sharing a screen", () => {
  it("sends it once the server agrees", async () => {
    const { share, told, screen } = await started();
    expect(share.view).toEqual({ state: "on", problem: null });
    expect(share.track).toBe(screen);
    expect(told).toEqual([true]);
  });

  it("is no problem when the user thinks better of it", async () => {
    const { share, told } = await started({ screen: null });
    expect(share.view).toEqual({ state: "off", problem: null });
    expect(told).toEqual([]);
  });

  it("lets the screen go and says why when somebody else shares", async () => {
    const { share, screen } = await started({ isFree: false });
    expect(share.view).toEqual({ state: "off", problem: "taken" });
    expect(screen?.stopped).toBe(true);
    expect(share.track).toBeNull();
  });

  it("says that it didn't work when the server can't be asked", async () => {
    const { share, screen } = await started({ breaks: true });
    expect(share.view).toEqual({ state: "off", problem: "failed" });
    expect(screen?.stopped).toBe(true);
  });

  it("ends with the browser's own stop button", async () => {
    const { share, told, screen } = await started();
    screen?.onended?.();
    expect(share.view.state).toBe("off");
    expect(told).toEqual([true, false]);
  });

  it("asks once, however often the button is pressed", async () => {
    const { start, told, choose } = sharing({});
    const starts = [start(), start()];
    choose();
    await Promise.all(starts);
    expect(told).toEqual([true]);
  });

  it("shows nothing in a later call that was chosen for an earlier one", async () => {
    const { share, start, told, screen, choose } = sharing({});
    const starting = start();
    share.release();
    choose();
    await starting;
    expect(share.view.state).toBe("off");
    expect(screen?.stopped).toBe(true);
    expect(told).toEqual([]);
  });

  it("tells each new relay", async () => {
    const { share, told } = await started();
    await share.renew();
    expect(told).toEqual([true, true]);
    expect(share.view.state).toBe("on");
  });

  it("corrects a server that believes a page from before its reload", async () => {
    const { share, told } = sharing({});
    share.believed();
    expect(told).toEqual([false]);
    const sharer = await started();
    sharer.share.believed();
    expect(sharer.told).toEqual([true]);
  });
});
