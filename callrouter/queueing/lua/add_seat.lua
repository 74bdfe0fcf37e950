-- Purpose: a participant invites somebody more, such as an interpreter or a colleague.
-- ARGV[2]  call id
-- ARGV[3]  SeatSpec as JSON
-- ARGV[4]  participant id of who invites
-- Returns the call; repeated by the same person, the same call as it is now
-- Refuses  no_such_call, wrong_state: it ended; not_a_participant, nor who joined somebody else's call; call_full,
--          already_invited: somebody like this is being sought, or there and no host; or the id is another seat's
-- Events   seat.changed, and those of a match

local call = load_call(ARGV[2])
local spec = decode(ARGV[3])
if not call then return refuse('no_such_call') end
if not call.hidden.parties[ARGV[4]] then return refuse('not_a_participant') end
if was_asked(call, spec, ARGV[4]) then return answer(call) end
if call.record.ended_at then return refuse('wrong_state') end
local asker = find_participant(call, ARGV[4])
if not asker or asker.mode then return refuse('not_a_participant') end
if is_another(call, spec) then return refuse('already_invited') end
for _, seat in ipairs(call.record.seats) do
  if seat.state ~= 'closed' and seat.role == spec.role and seat.language == spec.language
    and not (seat.hosts and seat.state == 'taken') then
    return refuse('already_invited')
  end
end
if is_full(call) then return refuse('call_full') end

-- Who asks for somebody else while nobody hosts the call keeps the wait.
local seat = open_seat(call, spec, ARGV[3], call.record.state == 'waiting' and score_of(call) or now)
state_of(call, seat).by = ARGV[4]
note_seat(call, seat, ARGV[4])
place_seat(call, seat)
settle(call)
return answer(call)
