-- Purpose: an employee reports how a visitor behaves, in the call or afterwards.
-- ARGV[2]  staff id
-- ARGV[3]  call id
-- ARGV[4]  flag
-- Returns nothing; repeating changes nothing
-- Refuses  no_such_person, no_such_call, not_a_participant
-- Events   call.flagged

local person = load_person(ARGV[2])
local call = load_call(ARGV[3])
if not person then return refuse('no_such_person') end
if not call then return refuse('no_such_call') end
if not call.hidden.parties[ARGV[2]] then return refuse('not_a_participant') end

if call.record.flag ~= ARGV[4] then
  call.record.flag = ARGV[4]
  changed(call)
  local also = call.record.ended_at and hosted_last(call, ARGV[2]) and ARGV[2] or nil
  note('call.flagged', agents_of(call, also), function()
    return '{"call":' .. call.text .. field('by', ARGV[2]) .. '}'
  end)
end
return commit()
