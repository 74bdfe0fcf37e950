/** The wiring of the code that makes this device a booth: a whole one is tried at once. */
import { type EnrolmentAction, type EnrolmentState, enrol, NO_CODE, reduceEnrolment } from "./enrolment.ts";

interface CodeEntryOptions {
  changed(): void;
  /** This device is a booth now. */
  enrolled(): void;
}

export class CodeEntry {
  state: EnrolmentState = NO_CODE;
  private readonly options: CodeEntryOptions;

  constructor(options: CodeEntryOptions) {
    this.options = options;
  }

  act(action: EnrolmentAction): void {
    const before = this.state;
    this.state = reduceEnrolment(before, action);
    this.options.changed();
    if (this.state.sending && !before.sending) void this.attempt(this.state.digits);
  }

  private async attempt(digits: string): Promise<void> {
    const code = await enrol(digits);
    this.act(code === "" ? { kind: "enrolled" } : { kind: "refused", code });
    if (code === "") this.options.enrolled();
  }
}
