-- Purpose: a person takes the seat that rings for them. In time as long as nobody ended the ringing.
-- ARGV[2]  reservation id
-- ARGV[3]  staff id
-- Returns the call; repeated, the same call as it is now
-- Refuses  no_such_reservation, not_yours, reservation_expired, already_taken, caller_left
-- Events   call.joined, reservation.ended (accepted), staff.changed

local reservation = load_reservation(ARGV[2])
if not reservation then return refuse('no_such_reservation') end
if reservation.staff_id ~= ARGV[3] then return refuse('not_yours') end
local call = load_call(reservation.call_id)
if reservation.outcome == 'accepted' and call then return answer(call) end
if reservation.outcome ~= 'pending' then return refuse(late_code(reservation)) end

local person = load_person(ARGV[3])
local seat = find_seat(call, reservation.seat_id)
note_transition('call.joined', call, field('participant_id', ARGV[3]))
end_reservation(ARGV[2], ARGV[3], 'accepted', reservation.text)
seat.state, state_of(call, seat).taken_at = 'taken', now
if call.hidden.left then call.hidden.left[ARGV[3]] = nil end
if call.hidden.pictured then call.hidden.pictured[ARGV[3]] = nil end
command('ZREM', key('unfilled'), seat_key(call, seat))
local companion = companion_of(call, seat)
if companion then state_of(call, companion).companion_of = nil end
become(person, 'on_call', call.id)
person.record.missed = 0
join(call, ARGV[3], seat.role, person.record.display_name)
if seat.hosts then
  -- What they stated when they left it before counts no more.
  take_back(call, ARGV[3])
  if call.record.state == 'waiting' then begin_talking(call) end
end
return answer(call)
