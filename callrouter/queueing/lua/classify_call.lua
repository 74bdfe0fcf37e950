-- Purpose: an employee corrects what a call is about: whoever hosts it, or hosted it last.
-- ARGV[2]  staff id
-- ARGV[3]  call id
-- ARGV[4]  subject
-- Returns nothing; repeating changes nothing
-- Refuses  no_such_call, not_a_participant; wrong_state: they don't host it, or somebody else did last
-- Events   call.classified

local call = load_call(ARGV[3])
if not call then return refuse('no_such_call') end
if not call.hidden.parties[ARGV[2]] then return refuse('not_a_participant') end
-- Who handed a call over is told no more of it while it goes on, and says no more of it.
local last = call.record.ended_at and hosted_last(call, ARGV[2])
if not last and not hosting_seat(call, ARGV[2]) then return refuse('wrong_state') end

if call.record.subject ~= ARGV[4] then
  call.record.subject = ARGV[4]
  changed(call)
  amend_day(call, ARGV[2], 'subject', ARGV[4])
  local told = field('by', ARGV[2])
  if call.record.ended_at then
    note('call.classified', agents_of(call, ARGV[2]), function() return '{"call":' .. call.text .. told .. '}' end)
  else
    note_call('call.classified', call, told)
  end
end
return commit()
