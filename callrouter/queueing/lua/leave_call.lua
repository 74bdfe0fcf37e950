-- Purpose: a participant leaves; the call ends if it can't go on without them.
-- ARGV[2]  call id
-- ARGV[3]  participant id
-- ARGV[4]  LeaveReason
-- Returns nothing; repeating is harmless
-- Refuses  no_such_call, not_a_participant
-- Events   call.ended, call.left or call.supervised, reservation.ended (canceled), staff.changed, and those of a match

local call = load_call(ARGV[2])
if not call then return refuse('no_such_call') end
if not call.hidden.parties[ARGV[3]] then return refuse('not_a_participant') end
if not call.record.ended_at and find_participant(call, ARGV[3]) then leave(call, ARGV[3], ARGV[4]) end
return commit()
