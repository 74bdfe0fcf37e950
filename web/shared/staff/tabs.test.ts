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
    const tabs = new Tabs("desk", { onChange: () => undefined, onTaken: taken, open: air.open, id });
    tabs.start();
    return { tabs, taken };
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
});
