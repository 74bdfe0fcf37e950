-- Purpose: nobody answered in time (deadline "ring"): the person is away, the seat goes to the next.
-- ARGV[2]  reservation id
-- Returns nothing
-- Events   reservation.ended (timed_out), staff.changed, seat.changed, and those of the next match

local reservation = load_reservation(ARGV[2])
local pending = reservation and reservation.outcome == 'pending'
if due('ring', ARGV[2], pending and decode(reservation.text).expires_at or nil) then
  local call, person = load_call(reservation.call_id), load_person(reservation.staff_id)
  person.record.missed = (person.record.missed or 0) + 1
  set_status(person, 'away', 'missed')
  pass_on(call, find_seat(call, reservation.seat_id), 'timed_out', reservation.text)
end
return commit()
