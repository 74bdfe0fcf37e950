/** What every screen of a citizen's page gets. */
import type { MediaView } from "../shared/call/media.ts";
import type { CallProps } from "../shared/call/view.ts";
import type { JoinTexts } from "../shared/i18n/catalogs.ts";
import type { DayPart } from "../shared/protocol/server.ts";
import type { BrowserKind } from "./browser.ts";
import type { Dialog, JoinState } from "./state.ts";

export interface JoinActions {
  read(language: string): void;
  open(dialog: Dialog | null): void;
  day(day: number): void;
  part(part: DayPart): void;
  askOtherMoment(): void;
  cancel(): void;
  toCalendar(): void;
  /** Ask anew what the link is good for. */
  askLink(): void;
  retryDevices(): void;
  toggleCamera(): void;
  playTone(): void;
  measure(): void;
  enter(): void;
  leave(): void;
  comeBack(): void;
  rate(rating: number): void;
  waitOn(): void;
  askPhone(): void;
  askCentre(): void;
  keepTalking(): void;
  leaveNow(): void;
}

export interface JoinProps {
  t: JoinTexts;
  state: JoinState;
  supported: boolean;
  browser: BrowserKind;
  media: MediaView;
  microphone: MediaStreamTrack | null;
  /** The loudspeaker is being tried. */
  toneSounding: boolean;
  /** Local time, epoch ms. */
  now: number;
  actions: JoinActions;
  call: CallProps;
}
