-- Purpose: a person doesn't take the seat that rings for them; it is offered to others first, or closes if it
-- was for them alone and the call doesn't depend on it.
-- ARGV[2]  reservation id
-- ARGV[3]  staff id
-- ARGV[4]  ms during which nothing is offered to this person
-- Returns nothing; repeating is harmless
-- Refuses  no_such_reservation, not_yours, reservation_expired, already_taken, caller_left,
--          wrong_state: it was accepted
-- Events   reservation.ended (declined), staff.changed, seat.changed, and those of the next match

local reservation = load_reservation(ARGV[2])
if not reservation then return refuse('no_such_reservation') end
if reservation.staff_id ~= ARGV[3] then return refuse('not_yours') end
if reservation.outcome == 'declined' then return commit() end
if reservation.outcome ~= 'pending' then return refuse(late_code(reservation)) end

local call, person = load_call(reservation.call_id), load_person(ARGV[3])
back_off(person, tonumber(ARGV[4]))
local seat = find_seat(call, reservation.seat_id)
if state_of(call, seat).once and call.record.state == 'talking' then
  seat.passed = { staff_id = person.id, outcome = 'declined' }
  enter_offer(call, seat, 'declined')
  local freed = withdraw(call, seat, 'declined')
  settle(call)
  for _, each in ipairs(freed) do place_person(each) end
else
  pass_on(call, seat, 'declined', reservation.text)
  place_person(person)
end
return commit()
