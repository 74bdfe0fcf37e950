/** What comes in through a page's media connection, by slot. */
import { type Activity, isMoving, isSounding } from "./activity.ts";

/** The transceivers of one receiving place. */
export interface Place {
  readonly audio: RTCRtpTransceiver;
  readonly video: RTCRtpTransceiver;
}

export class Receiving {
  readonly slots: number;
  /** By slot. */
  streams: readonly MediaStream[] = [];
  /** Somebody's shared screen or document. */
  share: MediaStream | null = null;
  /** By slot: whether pictures and sound come (null: not known yet). */
  moving: (boolean | null)[] = [];
  sounding: (boolean | null)[] = [];
  private places: readonly Place[] = [];

  constructor(slots: number) {
    this.slots = slots;
  }

  /** Play what comes in at `places` and `shared`, and nothing else any more. */
  attach(places: readonly Place[], shared: RTCRtpTransceiver): void {
    this.places = places;
    this.streams = places.map(({ audio, video }) => {
      // A <video> stays silent until the first picture of a stream that has a video track: it joins when pictures do.
      const stream = new MediaStream([audio.receiver.track]);
      video.receiver.track.onunmute = () => stream.addTrack(video.receiver.track);
      return stream;
    });
    this.share = new MediaStream([shared.receiver.track]);
    this.moving = places.map(() => null);
    this.sounding = places.map(() => null);
  }

  /** Take over what statistics say. */
  observed(activity: Activity, now: number): void {
    this.places.forEach(({ audio, video }, slot) => {
      const moves = isMoving(activity, String(video.mid), now);
      this.moving[slot] = moves;
      this.sounding[slot] = isSounding(activity, String(audio.mid), now);
      const stream = this.streams[slot];
      if (moves === false) stream?.removeTrack(video.receiver.track);
      else if (moves) stream?.addTrack(video.receiver.track);
    });
  }

  /** The picture in `slot` plays. Return whether that is news. */
  playing(slot: number): boolean {
    if (this.moving[slot]) return false;
    this.moving[slot] = true;
    return true;
  }
}
