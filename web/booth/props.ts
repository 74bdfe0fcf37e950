/** What every screen of the booth gets. */
import type { MediaView } from "../shared/call/media.ts";
import type { CallProps } from "../shared/call/view.ts";
import type { BoothTexts } from "../shared/i18n/catalogs.ts";
import type { Subject } from "../shared/protocol/server.ts";
import type { EnrolmentAction, EnrolmentState } from "./device/enrolment.ts";
import type { BoothState } from "./state.ts";
import type { Need } from "./visit.ts";

export interface BoothActions {
  start(): void;
  openTile(index: number): void;
  /** Offer the languages to read in, or stop. */
  readings(open: boolean): void;
  read(language: string): void;
  textSize(): void;
  contrast(): void;
  moreLanguages(): void;
  search(text: string): void;
  chooseLanguage(language: string): void;
  chooseSubject(subject: Subject): void;
  /** Want to be met so, or no longer. */
  need(need: Need): void;
  /** Hear whether the loudspeaker works. */
  playTone(): void;
  back(): void;
  /** Try camera and microphone again. */
  retryDevices(): void;
  startCall(): void;
  cancel(): void;
  /** Hang up after all, without waiting for the time to change one's mind. */
  leaveNow(): void;
  /** Take back that one hung up. */
  keepTalking(): void;
  rate(rating: number): void;
  close(): void;
  help(open: boolean): void;
  /** Have somebody come to the booth, or nobody any more. */
  callHelp(wanted: boolean): void;
  enrol(action: EnrolmentAction): void;
  stay(): void;
  /** Answer whether an anonymous visitor's camera may go on. */
  camera(on: boolean): void;
}

export interface BoothProps {
  t: BoothTexts;
  state: BoothState;
  enrolment: EnrolmentState;
  media: MediaView;
  microphone: MediaStreamTrack | null;
  /** The loudspeaker is being tried. */
  toneSounding: boolean;
  /** Local time, epoch ms. */
  now: number;
  actions: BoothActions;
  call: CallProps;
}
