-- Purpose: a participant withdraws an invitation, or releases whoever took it.
-- ARGV[2]  call id
-- ARGV[3]  seat id
-- ARGV[4]  participant id of who withdraws
-- Returns nothing; repeating is harmless
-- Refuses  no_such_call, no_such_seat, not_a_participant,
--          wrong_state: nobody hosts the call, and this seat's person would (leave the call instead)
-- Events   seat.changed, reservation.ended (canceled), staff.changed, those of leave_call or of a match

local call = load_call(ARGV[2])
if not call then return refuse('no_such_call') end
local seat = find_seat(call, ARGV[3])
if not seat then return refuse('no_such_seat') end
if seat.state == 'closed' then return commit() end
if not find_participant(call, ARGV[4]) then return refuse('not_a_participant') end
if seat.hosts and seat.state ~= 'taken' and call.record.state == 'waiting' then return refuse('wrong_state') end

if seat.state == 'taken' then
  leave(call, seat.staff_id, 'hung_up')
else
  local companion = companion_of(call, seat)
  local freed = { close_seat(call, seat), companion and dismiss(call, companion) or nil }
  settle(call)
  for _, person in pairs(freed) do place_person(person) end
end
return commit()
