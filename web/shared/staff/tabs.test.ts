import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Channel, Tabs } from "./tabs.ts";

class Air {
  readonly channels: Channel[] = [];
  open = (): Channel => {
    const channel: Channel = {
      onmessage: null,
      postMessage: (word) => {
        if (!this.channels.includes(channel)) return;
        for (const other of [...this.channels]) if (other !== channel) other.onmessage?.({ data: word });
      },
      close: () => this.channels.splice(this.channels.indexOf(channel), 1),
    };
    this.channels.push(channel);
    return channel;
  };
}

describe("tabs", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function tab(air: Air, id: string) {
    const taken = vi.fn();
    const call = { holds: false };
    const options = {
      onChange: () => undefined,
      onTaken: taken,
      holds: () => call.holds,
      open: air.open,
      id,
    };
    const tabs = new Tabs("desk", options);
    tabs.start();
    const holds = (holding: boolean) => {
      call.holds = holding;
      tabs.tell();
    };
    return { tabs, taken, holds };
  }

  it("know of each other as soon as the second opens, and no longer when it closes", () => {
    const air = new Air();
    const [first, second] = [tab(air, "a"), tab(air, "b")];
    expect([first.tabs.isElsewhere, second.tabs.isElsewhere]).toEqual([true, true]);
    second.tabs.stop();
    expect(first.tabs.isElsewhere).toBe(false);
  });

  it("forget one that went without a word", () => {
    const air = new Air();
    const [first] = [tab(air, "a"), tab(air, "b")];
    air.channels.pop();
    vi.advanceTimersByTime(20_000);
    expect(first.tabs.isElsewhere).toBe(false);
  });

  it("keep each other while they answer", () => {
    const air = new Air();
    const [first] = [tab(air, "a"), tab(air, "b")];
    vi.advanceTimersByTime(60_000);
    expect(first.tabs.isElsewhere).toBe(true);
  });

  it("leave everything to the one that takes over", () => {
    const air = new Air();
    const [first, second] = [tab(air, "a"), tab(air, "b")];
    second.tabs.take();
    expect(first.taken).toHaveBeenCalledOnce();
    expect(second.taken).not.toHaveBeenCalled();
  });

  it("hand the call of one that closes to the first of those left, and only when it stays away", () => {
    const air = new Air();
    const [talking, first, second] = [tab(air, "c"), tab(air, "a"), tab(air, "b")];
    const inherits = () => [first, second].map(({ tabs }) => tabs.inherits(Date.now()));
    talking.holds(true);
    expect(inherits()).toEqual([false, false]);
    talking.tabs.stop();
    expect(inherits()).toEqual([false, false]);
    vi.advanceTimersByTime(2500);
    expect(inherits()).toEqual([true, false]);
    first.holds(true);
    expect(inherits()).toEqual([false, false]);
  });

  it("leave the call to a tab that was only loaded anew", () => {
    const air = new Air();
    const [talking, other] = [tab(air, "b"), tab(air, "a")];
    talking.holds(true);
    talking.tabs.stop();
    tab(air, "c").holds(true);
    vi.advanceTimersByTime(2500);
    expect(other.tabs.inherits(Date.now())).toBe(false);
  });

  it("have nothing to hand over after the call", () => {
    const air = new Air();
    const [ended, other] = [tab(air, "b"), tab(air, "a")];
    ended.holds(true);
    ended.holds(false);
    ended.tabs.stop();
    vi.advanceTimersByTime(2500);
    expect(other.tabs.inherits(Date.now())).toBe(false);
  });

  it("hand over the call of one that went without a word", () => {
    const air = new Air();
    const [talking, other] = [tab(air, "b"), tab(air, "a")];
    talking.holds(true);
    air.channels.shift();
    vi.advanceTimersByTime(20_000);
    expect(other.tabs.inherits(Date.now())).toBe(true);
  });
});
