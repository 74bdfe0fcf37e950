-- Purpose: a person doesn't take the seat that rings for them; it is offered to others first.
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
pass_on(call, find_seat(call, reservation.seat_id), 'declined', reservation.text)
place_person(person)
return commit()
