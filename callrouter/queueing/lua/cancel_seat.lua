-- Purpose: a participant withdraws an invitation, or releases whoever took it.
-- ARGV[2]  call id
-- ARGV[3]  seat id
-- ARGV[4]  participant id of who withdraws
-- Returns nothing; repeating is harmless
-- Refuses  no_such_call, no_such_seat, not_a_participant,
--          wrong_state: the call's first seat while nobody has taken it (leave the call instead)
-- Events   seat.changed, reservation.ended (canceled), staff.changed, those of leave_call or of a match

local call = load_call(ARGV[2])
if not call then return refuse('no_such_call') end
local seat = find_seat(call, ARGV[3])
if not seat then return refuse('no_such_seat') end
if seat.state == 'closed' then return commit() end
if not find_participant(call, ARGV[4]) then return refuse('not_a_participant') end
if seat.state ~= 'taken' and seat == call.seats[1] then return refuse('wrong_state') end

if seat.state == 'taken' then
  leave(call, seat.staff_id, 'hung_up')
else
  local person = close_seat(call, seat)
  if person then place_person(person) end
end
return commit()
