-- Purpose: a participant invites somebody more, such as an interpreter.
-- ARGV[2]  call id
-- ARGV[3]  SeatSpec as JSON
-- ARGV[4]  participant id of who invites
-- Returns the call; repeated, the same call as it is now
-- Refuses  no_such_call, wrong_state: it ended; not_a_participant,
--          already_invited: a live seat has the same role and language
-- Events   seat.changed, and those of a match

local call = load_call(ARGV[2])
local spec = cjson.decode(ARGV[3])
if not call then return refuse('no_such_call') end
if not call.hidden.parties[ARGV[4]] then return refuse('not_a_participant') end
if find_seat(call, spec.seat_id) then return answer(call) end
if call.state == 'ended' then return refuse('wrong_state') end
if not find_participant(call, ARGV[4]) then return refuse('not_a_participant') end
for _, seat in ipairs(call.seats) do
  if seat.state ~= 'closed' and seat.role == spec.role and seat.language == spec.language then
    return refuse('already_invited')
  end
end

local seat = open_seat(call, spec, now)
note_seat(call, seat)
place_seat(call, seat)
return answer(call)
