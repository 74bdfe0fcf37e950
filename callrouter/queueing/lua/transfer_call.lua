-- Purpose: an employee hands a call over blindly: they leave, and somebody else is sought, instead of
-- whoever was being asked to host it too.
-- ARGV[2]  call id
-- ARGV[3]  SeatSpec as JSON
-- ARGV[4]  staff id of who hands over
-- Returns the call; repeated by the same person, the same call as it is now
-- Refuses  no_such_call, not_a_participant; wrong_state: it ended, or they don't host it;
--          already_invited: the id is another seat's
-- Events   call.left (transferred), call.supervised (a supervisor is released when nobody hosts it now), disposition.stated (handed_over, if they had stated none), reservation.ended (canceled), staff.changed, and those of a match

local call = load_call(ARGV[2])
local spec = decode(ARGV[3])
if not call then return refuse('no_such_call') end
if not call.hidden.parties[ARGV[4]] then return refuse('not_a_participant') end
if was_asked(call, spec, ARGV[4]) then return answer(call) end
if call.record.ended_at then return refuse('wrong_state') end
if not find_participant(call, ARGV[4]) then return refuse('not_a_participant') end
local own = hosting_seat(call, ARGV[4])
if not own then return refuse('wrong_state') end
if is_another(call, spec) then return refuse('already_invited') end

-- Unless they have said otherwise, that is how the call was finished for them.
if not stated_by(call, ARGV[4]) then state_disposition(call, ARGV[4], 'handed_over') end
local freed = { depart(call, own, 'transferred') }
for _, other in ipairs(call.record.seats) do
  if other.hosts and (other.state == 'waiting' or other.state == 'reserved') then
    for _, person in ipairs(withdraw(call, other)) do table.insert(freed, person) end
  end
end
local seat = open_seat(call, spec, ARGV[3], score_of(call))
state_of(call, seat).by = ARGV[4]
spend(call, seat, ARGV[4])
note_seat(call, seat)
if not other_host(call, ARGV[4]) then
  call.record.held_at = nil
  begin_waiting(call)
end
place_seat(call, seat)
settle(call)
for _, person in ipairs(freed) do place_person(person) end
return answer(call)
