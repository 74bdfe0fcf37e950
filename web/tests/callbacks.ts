/** Callback requests for tests. */
import type {
  CallbackChanged,
  CallbackListed,
  CallbackRequest,
  CallbackTold,
  CallbackView,
  Contact,
  DeliveryState,
  Invitation,
  MessageDelivered,
} from "../shared/protocol/server.ts";

export const CONTACT: Contact = { name: "Jo Smit", phone: "+31612345678", mail: "jo@example.org", note: "" };

export function request(fields: Partial<CallbackRequest> = {}): CallbackRequest {
  return {
    request_id: "r1",
    revision: 1,
    reference: "ABCD-2345",
    state: "waiting",
    origin: "form",
    queue: "groningen-noord",
    team: "groningen-noord",
    centre: "noord-nederland",
    neighborhood: "korrewegwijk",
    subject: "question",
    language: "nl",
    wishes: { channel: "video", days: [], parts: [], needs: [] },
    urgent: false,
    requested_at: 0,
    corrections: 0,
    due_at: 100_000,
    not_before: null,
    overdue_at: null,
    staff_id: null,
    held_since: null,
    appointment: null,
    invitation: null,
    call_id: null,
    wants_other_moment: false,
    noted_at: null,
    reminded_at: null,
    attempts: [],
    outcome: null,
    closed_at: null,
    closed_by: null,
    withdrawn: null,
    to_centre_at: null,
    erased_at: null,
    ...fields,
  };
}

export function view(fields: Partial<CallbackRequest> = {}): CallbackView {
  return { request: request(fields), contact: CONTACT, deliveries: [] };
}

export function invitation(arrived_at: number | null): Invitation {
  return {
    invitation_id: "i1",
    opens_at: 0,
    closes_at: 90_000,
    starts_at: 0,
    arrived_at,
    left_at: null,
    waited_ms: null,
  };
}

export function listed(callbacks: CallbackView[], count = callbacks.length): CallbackListed {
  return { type: "callback.listed", request_id: "q", count, queues: ["groningen-noord"], callbacks };
}

export function told(callback: CallbackView): CallbackTold {
  return { type: "callback.told", request_id: "q", callback };
}

export function changed(after: CallbackRequest, step = "claim"): CallbackChanged {
  return { ...EVENT, type: "callback.changed", request: after, was: "waiting", step, by: "wijkagent-noord" };
}

export function delivery(state: DeliveryState): MessageDelivered {
  return {
    ...EVENT,
    type: "message.delivered",
    request_id: "r1",
    delivery: { message_id: "m1", letter: "invitation", carrier: "sms", state, at: 1, failures: 0 },
  };
}

const EVENT = { event_id: "1-0", at: 1, audience: [] } as const;
