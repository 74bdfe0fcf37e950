-- Purpose: an employee puts the visitor on hold, or talks with them again.
-- ARGV[2]  call id
-- ARGV[3]  1 = hold, 0 = talk
-- ARGV[4]  staff id
-- Returns the call; repeated, the same call as it is now
-- Refuses  no_such_call, not_a_participant; wrong_state: it ended, or they don't host it
-- Events   call.held

local call = load_call(ARGV[2])
if not call then return refuse('no_such_call') end
if not call.hidden.parties[ARGV[4]] then return refuse('not_a_participant') end
if call.record.ended_at then return refuse('wrong_state') end
if not find_participant(call, ARGV[4]) then return refuse('not_a_participant') end
if not hosting_seat(call, ARGV[4]) then return refuse('wrong_state') end

local held = ARGV[3] == '1'
if (call.record.held_at ~= nil) ~= held then
  call.record.held_at = held and now or nil
  changed(call)
  note_call('call.held', call, field('by', ARGV[4]))
end
return answer(call)
