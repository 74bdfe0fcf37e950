/** What every screen of the booth gets. */
import type { MediaView } from "../shared/call/media.ts";
import type { CallProps } from "../shared/call/view.ts";
import type { BoothTexts } from "../shared/i18n/catalogs.ts";
import type { Subject } from "../shared/protocol/server.ts";
import type { BoothState } from "./state.ts";

export interface BoothActions {
  start(): void;
  read(language: string): void;
  chooseLanguage(language: string): void;
  chooseSubject(subject: Subject): void;
  back(): void;
  /** Try camera and microphone again. */
  retryDevices(): void;
  startCall(): void;
  cancel(): void;
  rate(rating: number): void;
  close(): void;
  help(open: boolean): void;
  stay(): void;
  /** Answer whether an anonymous visitor's camera may go on. */
  camera(on: boolean): void;
}

export interface BoothProps {
  t: BoothTexts;
  state: BoothState;
  media: MediaView;
  microphone: MediaStreamTrack | null;
  /** Local time, epoch ms. */
  now: number;
  actions: BoothActions;
  call: CallProps;
}
