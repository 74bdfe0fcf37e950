-- Purpose: a person is done with a call, and may state how it was finished. The call's disposition is its
-- last host's: of who hosted it when it ended, or last if nobody did then; of two, what was stated last.
-- What others state is kept with them, and becomes the call's if in the end nobody hosted it after them.
-- ARGV[2]  staff id
-- ARGV[3]  call id
-- ARGV[4]  disposition, or ''
-- Returns nothing; repeating is harmless
-- Refuses  no_such_person, no_such_call, not_a_participant; wrong_state: they are still in the call
-- Events   disposition.stated, call.closed (it has another disposition), staff.changed, and those of a match

local person = load_person(ARGV[2])
local call = load_call(ARGV[3])
if not person then return refuse('no_such_person') end
if not call then return refuse('no_such_call') end
if not call.hidden.parties[ARGV[2]] then return refuse('not_a_participant') end
if not call.record.ended_at and find_participant(call, ARGV[2]) then return refuse('wrong_state') end

if ARGV[4] ~= '' then state_disposition(call, ARGV[2], ARGV[4]) end
if person.record.activity == 'wrap_up' and person.record.call_id == ARGV[3] then
  disarm('wrap_up', ARGV[2])
  finish(person)
  place_person(person)
end
return commit()
