-- Purpose: a supervisor ends a call, for everybody in it.
-- ARGV[2]  call id
-- ARGV[3]  who ends it
-- ARGV[4]  why
-- Returns the call; repeated, the same call as it is now
-- Refuses  no_such_call; caller_left: it ended by itself
-- Events   call.steered, call.ended, reservation.ended (canceled), staff.changed, and those of a match

local call = load_call(ARGV[2])
if not call then return refuse('no_such_call') end
if call.record.end_reason == 'supervisor_ended' then return answer(call) end
if call.record.ended_at then return refuse('caller_left') end
note_call_deed(call, 'ended', ARGV[3], ARGV[4])
end_call(call, 'supervisor_ended')
return answer(call)
