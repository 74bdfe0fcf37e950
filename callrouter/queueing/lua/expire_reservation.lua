-- Purpose: nobody answered in time (deadline "ring"): the person is away, the seat goes to the next.
-- ARGV[2]  reservation id
-- Returns nothing
-- Events   reservation.ended (timed_out), staff.changed, seat.changed, and those of the next match

local reservation = load_reservation(ARGV[2])
local pending = reservation and reservation.outcome == 'pending'
if due('ring', ARGV[2], pending and reservation.expires_at) then
  set_status(load_person(reservation.staff_id), 'away', 'missed')
  pass_on(reservation, 'timed_out')
end
return commit()
