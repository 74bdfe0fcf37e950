/** Says how the booth's devices and line are: when it connects, whenever something changes, and each minute. */
import type { Question } from "../../shared/protocol/socket.ts";
import { answered, type InUse, type Line, lost, reportOf, type Seen, UNTRIED } from "./report.ts";

const PERIOD_MS = 60_000;

export interface ReportingOptions {
  inUse(): InUse;
  /** Ask the server, once. */
  ask(question: Question): Promise<unknown>;
}

export class Reporting {
  private readonly options: ReportingOptions;
  private line: Line = UNTRIED;
  private said = "";
  private online = false;
  private use = "";
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(options: ReportingOptions) {
    this.options = options;
  }

  start(): void {
    this.timer = setInterval(() => void this.say(true), PERIOD_MS);
    navigator.mediaDevices?.addEventListener("devicechange", this.changed);
  }

  stop(): void {
    clearInterval(this.timer);
    navigator.mediaDevices?.removeEventListener("devicechange", this.changed);
  }

  /** The connection came about, or was lost. */
  connected(online: boolean): void {
    if (online) void this.say(true);
    else if (this.online) this.line = lost(this.line, Date.now());
    this.online = online;
  }

  /** The page may use its devices otherwise than before; asked often, it looks only when it does. */
  used(): void {
    const { camera, microphone } = this.options.inUse();
    const use = `${camera} ${microphone}`;
    if (use === this.use) return;
    this.use = use;
    this.changed();
  }

  private readonly changed = (): void => void this.say(false);

  private async say(always: boolean): Promise<void> {
    const report = reportOf(await see(), this.options.inUse(), this.line, Date.now());
    const text = JSON.stringify(report);
    if (!always && text === this.said) return;
    const began = performance.now();
    try {
      await this.options.ask({ type: "booth.report", report });
    } catch {
      return; // Said again when the connection is back.
    }
    this.said = text;
    const untried = this.line.answers.length === 0;
    this.line = answered(this.line, performance.now() - began);
    if (untried) this.changed();
  }
}

async function see(): Promise<Seen> {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  const denied = await Promise.all((["camera", "microphone"] as const).map(isDenied));
  return {
    kinds: devices.map(({ kind }) => kind),
    denied: denied.flatMap((name) => name ?? []),
    tellsOutputs: "setSinkId" in HTMLMediaElement.prototype,
  };
}

async function isDenied(name: "camera" | "microphone"): Promise<"camera" | "microphone" | null> {
  try {
    return (await navigator.permissions.query({ name: name as PermissionName })).state === "denied"
      ? name
      : null;
  } catch {
    return null; // Browsers that don't know the question.
  }
}
