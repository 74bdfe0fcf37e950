-- Purpose: how many seats are ahead of calls that wait.
-- ARGV[2…] call ids
-- Returns  of those that wait: call ids; booths; positions, 1 = next or ringing; 1 for those that a relay
--          has no room for, else 0
-- Events   none

local ids, booths, positions, cramped = {}, {}, {}, {}
local full = not has_room()

local function position_of(call, seat)
  if seat.state == 'reserved' then return 1 end
  local best
  local state = state_of(call, seat)
  for _, queue in ipairs(queues_of(plan_of(call, seat), 1, state.queued, state.accompanied)) do
    local ahead = command('ZRANK', key('seats', queue.name), seat_key(call, seat))
    if ahead and (not best or ahead < best) then best = ahead end
  end
  return best and best + 1
end

for i = 2, #ARGV do
  local call = load_call(ARGV[i])
  if call and call.record.state == 'waiting' then
    local best
    for _, seat in ipairs(call.record.seats) do
      if seat.hosts and (seat.state == 'waiting' or seat.state == 'reserved') then
        local position = position_of(call, seat)
        if position and (not best or position < best) then best = position end
      end
    end
    if best then
      table.insert(ids, call.id)
      table.insert(booths, call.record.booth_id)
      table.insert(positions, best)
      table.insert(cramped, full and wants_room(call) and 1 or 0)
    end
  end
end
return { '', ids, booths, positions, cramped }
