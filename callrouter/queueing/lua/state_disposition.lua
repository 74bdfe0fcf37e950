-- Purpose: a person says how a call was finished for them, in it or afterwards; it is kept at once. Whose becomes
-- the call's stands in finish_wrap_up.
-- ARGV[2]  staff id
-- ARGV[3]  call id
-- ARGV[4]  disposition
-- Returns nothing; repeating is harmless
-- Refuses  no_such_person, no_such_call, not_a_participant
-- Events   disposition.stated, call.closed (it has another disposition)

local person = load_person(ARGV[2])
local call = load_call(ARGV[3])
if not person then return refuse('no_such_person') end
if not call then return refuse('no_such_call') end
if not call.hidden.parties[ARGV[2]] then return refuse('not_a_participant') end
state_disposition(call, ARGV[2], ARGV[4])
return commit()
