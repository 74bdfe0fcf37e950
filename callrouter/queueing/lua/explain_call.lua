-- Purpose: why a call's seat still waits, and what opens next, from what is recorded.
-- ARGV[2]  call id
-- Returns  Explanation as JSON, of the first seat nobody has taken; one that hosts before others
-- Refuses  no_such_call; wrong_state: every seat is taken
-- Events   none

local call = load_call(ARGV[2])
if not call then return refuse('no_such_call') end
local explained
for _, seat in ipairs(call.record.seats) do
  if (seat.state == 'waiting' or seat.state == 'reserved') and (not explained or (seat.hosts and not explained.hosts)) then
    explained = seat
  end
end
if not explained then return refuse('wrong_state') end
local state, plan = state_of(call, explained), plan_of(call, explained)
local accompanied = is_accompanied(call, explained)

-- partners: with whose pools it is looked at together; it is first or second in such queues' names.
local function pool_facts(pool, partners, second)
  local waiting, ahead = 0, 0
  local queues = { pool }
  for _, partner in ipairs(partners) do
    queues[#queues + 1] = second and partner .. '+' .. pool or pool .. '+' .. partner
  end
  for _, queue in ipairs(queues) do
    waiting = waiting + command('ZCARD', key('seats', queue))
    ahead = ahead + command('ZCOUNT', key('seats', queue), '-inf', '(' .. state.score)
  end
  return {
    pool = pool, waiting = waiting, ahead = ahead, available = command('ZCARD', key('ready', pool)),
    present = tonumber(command('HGET', key('present'), pool) or 0),
    staffed = tonumber(command('HGET', key('staffed'), pool) or 0),
  }
end

local steps, together = {}, {}
for i, step in ipairs(plan.steps) do
  local both = step.with_companion and not accompanied
  local facts = {}
  for j, pool in ipairs(step.pools) do
    facts[j] = pool_facts(pool, both and plan.companion.pools or {})
    if both and i <= state.opened then table.insert(together, pool) end
  end
  steps[i] = { opened = i <= state.opened, opens_at = explained.opened_at + step.after_ms,
    with_companion = step.with_companion or false, pools = facts }
end
local companion, offers = {}, {}
for i, pool in ipairs(plan.companion and not accompanied and plan.companion.pools or {}) do
  companion[i] = pool_facts(pool, together, true)
end
for staff_id, number in pairs(state.offers) do
  table.insert(offers, { staff_id = staff_id, offers = number, exhausted = number >= state.most })
end
local reservation = explained.state == 'reserved' and command('HGET', key('reservation', state.reservation_id), 'record')
return { '', encode({
  at = now, call = call.record, seat_id = explained.seat_id, score = state.score, steps = steps,
  room = not lacks_room(call), companion = companion[1] and companion or nil, offers = offers[1] and offers or nil,
  reservation = reservation and decode(reservation) or nil,
}) }
