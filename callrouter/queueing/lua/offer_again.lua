-- Purpose: a seat for which nobody is left but who was offered it as often as may be is offered to each of
-- them once more (deadline "reoffer"), so that no visitor waits for ever beside somebody who is idle.
-- ARGV[2]  seat key
-- Returns nothing
-- Events   those of a match

local call_id, seat_id = split_seat_key(ARGV[2])
local call = call_id and load_call(call_id)
local seat = call and find_seat(call, seat_id)
local state = seat and state_of(call, seat)
if not due('reoffer', ARGV[2], state and state.reoffer_at) then return commit() end

state.reoffer_at = nil
stirred(call)
if not steps_are_staffed(call, seat, plan_of(call, seat), state.accompanied, math.huge) then
  for _, each in ipairs(spent_states(call, seat)) do
    for staff_id in pairs(each.offers) do
      if exhausted(each, staff_id) then each.offers[staff_id] = each.most - 1 end
    end
  end
  -- It is looked for again in the queues in which it stood, too.
  dequeue(call, seat)
end
place_seat(call, seat)
return commit()
