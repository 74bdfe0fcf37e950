-- Purpose: an employee hands a call over blindly: they leave, and somebody else is sought.
-- ARGV[2]  call id
-- ARGV[3]  SeatSpec as JSON
-- ARGV[4]  staff id of who hands over
-- Returns the call; repeated, the same call as it is now
-- Refuses  no_such_call, not_a_participant; wrong_state: it ended, or they don't host it
-- Events   call.left (transferred), staff.changed, and those of a match

local call = load_call(ARGV[2])
local spec = decode(ARGV[3])
if not call then return refuse('no_such_call') end
if not call.hidden.parties[ARGV[4]] then return refuse('not_a_participant') end
if find_seat(call, spec.seat_id) then return answer(call) end
if call.record.ended_at then return refuse('wrong_state') end
if not find_participant(call, ARGV[4]) then return refuse('not_a_participant') end
local own = hosting_seat(call, ARGV[4])
if not own then return refuse('wrong_state') end

local person = depart(call, own, 'transferred')
local seat = open_seat(call, spec, ARGV[3], score_of(call))
-- As if offered to them as often as may be: it doesn't come back to who gave it away.
state_of(call, seat).offers[ARGV[4]] = spec.most_offers
note_seat(call, seat)
if not other_host(call, ARGV[4]) then
  call.record.held_at = nil
  begin_waiting(call)
end
place_seat(call, seat)
settle(call)
place_person(person)
return answer(call)
