-- Purpose: a supervisor has somebody else asked for a waiting call, which keeps its place by time.
-- ARGV[2]  call id
-- ARGV[3]  the id of this deed
-- ARGV[4]  SeatSpec as JSON, but for the id of the seat, which stays
-- ARGV[5]  who does it
-- ARGV[6]  why
-- ARGV[7]  where to, in words for the journal
-- ARGV[8]  since when the seat is open, as who does it knows it
-- Returns the call; repeated, the same call as it is now
-- Refuses  no_such_call; caller_left: it ended; already_taken: it doesn't wait any more;
--          changed_meanwhile: somebody else moved it
-- Events   call.steered, reservation.ended (rescinded), seat.changed, staff.changed, and those of a match

local call = load_call(ARGV[2])
if not call then return refuse('no_such_call') end
if call.hidden.redirected == ARGV[3] then return answer(call) end
if call.record.ended_at then return refuse('caller_left') end
local seat = call.record.state == 'waiting' and wanted_seat(call)
if not seat then return refuse('already_taken') end
if string.format('%.0f', seat.opened_at) ~= ARGV[8] then return refuse('changed_meanwhile') end

local spec, by = decode(ARGV[4]), state_of(call, seat).by
spec.seat_id = seat.seat_id
call.hidden.redirected = ARGV[3]
local freed = withdraw(call, seat, 'rescinded')
-- The same seat: it is by its first one that a call is told to have been answered.
open_seat(call, spec, encode(spec), score_of(call))
local state = state_of(call, seat)
state.by, state.offers = by, {}
note_seat(call, seat)
note_call_deed(call, 'moved', ARGV[5], ARGV[6], ARGV[7])
place_seat(call, seat)
settle(call)
for _, person in ipairs(freed) do place_person(person) end
return answer(call)
