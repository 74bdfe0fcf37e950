-- Purpose: a person is done with a call, and may state how it was finished.
-- ARGV[2]  staff id
-- ARGV[3]  call id
-- ARGV[4]  disposition, or ''
-- Returns nothing; repeating is harmless
-- Refuses  no_such_person, no_such_call, not_a_participant; wrong_state: the call goes on
-- Events   call.closed (disposition stated), staff.changed, and those of a match

local person = load_person(ARGV[2])
local call = load_call(ARGV[3])
if not person then return refuse('no_such_person') end
if not call then return refuse('no_such_call') end
if not call.hidden.parties[ARGV[2]] then return refuse('not_a_participant') end
local wrapping_up = person.record.activity == 'wrap_up' and person.record.call_id == ARGV[3]
if not call.record.ended_at and (ARGV[4] ~= '' or not wrapping_up) then return refuse('wrong_state') end

if ARGV[4] ~= '' and call.record.disposition ~= ARGV[4] then
  call.record.disposition = ARGV[4]
  changed(call)
  note('call.closed', ARGV[2], function() return '{"call":' .. call.text .. '}' end)
end
if wrapping_up then
  disarm('wrap_up', ARGV[2])
  finish(person)
  place_person(person)
end
return commit()
