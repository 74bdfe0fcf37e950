/** What a page asks the server about the media of its call. */
import { Refused, type Socket } from "../protocol/socket.ts";

export interface MediaQuestions {
  /** Return servers to reach the relay through; never rejects, as most reach it without. */
  prepare(callId: string): Promise<RTCIceServer[]>;
  /** Return the relay's answer to an offer; rejects with `Refused` or `ConnectionLost`. */
  offer(callId: string, sdp: string): Promise<string>;
  /** Show the others what is shared, or stop; return false if somebody else shares. */
  share(callId: string, on: boolean): Promise<boolean>;
}

const PREPARE_MS = 1000;

export function mediaQuestions(socket: () => Pick<Socket, "ask">): MediaQuestions {
  return {
    async prepare(call_id) {
      const patience = new Promise<null>((resolve) => setTimeout(resolve, PREPARE_MS, null));
      const asked = socket().ask({ type: "media.prepare", call_id }, { repeat: false });
      const answer = await Promise.race([asked.catch(() => null), patience]);
      return (answer?.ice_servers ?? []).map(({ urls, username, credential }) => ({
        urls,
        ...(username !== null && { username }),
        ...(credential !== null && { credential }),
      }));
    },
    async offer(call_id, sdp_offer) {
      const answer = await socket().ask({ type: "media.offer", call_id, sdp_offer }, { repeat: false });
      return answer.sdp_answer;
    },
    async share(call_id, on) {
      try {
        await socket().ask({ type: "media.share", call_id, on });
        return true;
      } catch (error) {
        if (error instanceof Refused && error.code === "share_taken") return false;
        throw error;
      }
    },
  };
}
