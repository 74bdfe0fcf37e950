-- Purpose: a participant withdraws an invitation, or releases whoever took it. Nobody who hosts a call is
-- sent away, not even by who asked them a moment ago.
-- ARGV[2]  call id
-- ARGV[3]  seat id
-- ARGV[4]  participant id of who withdraws
-- ARGV[5]  1 = also when it was taken
-- Returns nothing; repeating is harmless
-- Refuses  no_such_call, no_such_seat, not_a_participant,
--          already_taken: by who hosts the call now, or without ARGV[5] by anybody;
--          wrong_state: nobody hosts the call, and this seat's person would (leave the call instead)
-- Events   seat.changed, reservation.ended (canceled), staff.changed, those of leave_call or of a match

local call = load_call(ARGV[2])
if not call then return refuse('no_such_call') end
local seat = find_seat(call, ARGV[3])
if not seat then return refuse('no_such_seat') end
if seat.state == 'closed' then return commit() end
local asker = find_participant(call, ARGV[4])
if not asker or asker.mode then return refuse('not_a_participant') end
if seat.state == 'taken' and (seat.hosts or ARGV[5] ~= '1') then return refuse('already_taken') end
if seat.hosts and call.record.state == 'waiting' then return refuse('wrong_state') end

if seat.state == 'taken' then
  leave(call, seat.staff_id, 'hung_up', ARGV[4])
else
  note_seat(call, seat, ARGV[4])
  local freed = withdraw(call, seat)
  settle(call)
  for _, person in ipairs(freed) do place_person(person) end
end
return commit()
