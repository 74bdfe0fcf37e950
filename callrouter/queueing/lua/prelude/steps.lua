-- Purpose: the queues a seat waits in, and the steps by which it comes to wait in more of them.
-- seats:<pool>            seats that wait for somebody of the pool, by score: queued at, less head start
-- seats:<pool>+<partner>  seats that wait for two people together, of one pool and of the other
-- partners:<pool>         the pools with which it has such queues: ">b" where its people come first, "<a" where second
-- unfilled                every seat nobody has taken, by score

-- A seat's plan: its SeatSpec, kept as it came.
local function plan_of(call, seat)
  local plan = call.plans[seat.seat_id]
  if not plan then
    plan = decode(command('HGET', call.key, 'plan:' .. seat.seat_id))
    call.plans[seat.seat_id] = plan
  end
  return plan
end

local function state_of(call, seat) return call.hidden.seats[seat.seat_id] end

-- Opens a seat after its specification, or opens it again; it isn't placed yet. text: the
-- specification as it came, if it did.
local function open_seat(call, spec, text, score)
  local seat = find_seat(call, spec.seat_id)
  if not seat then
    seat = { seat_id = spec.seat_id }
    table.insert(call.record.seats, seat)
  end
  seat.role, seat.language, seat.hosts = spec.role, spec.language, spec.hosts
  seat.state, seat.opened_at = 'waiting', now
  local before, companion = call.hidden.seats[spec.seat_id] or {}, spec.companion
  call.hidden.seats[spec.seat_id] = {
    opened = 1, queued = 0, score = score, attempts = before.attempts or 0, offers = before.offers or {},
    most = spec.most_offers, wrap_up_ms = spec.wrap_up_ms,
    needs = companion and { seat_id = companion.seat_id, role = companion.role, language = companion.language },
  }
  call.plans[spec.seat_id] = spec
  table.insert(call.new_plans, 'plan:' .. spec.seat_id)
  table.insert(call.new_plans, text or encode(spec))
  command('ZADD', key('unfilled'), score, seat_key(call, seat))
  changed(call)
  return seat
end

-- The live seat that already is what a seat's companion would be.
local function accompanying(call, seat)
  local needs = state_of(call, seat).needs
  if not needs then return nil end
  for _, other in ipairs(call.record.seats) do
    if other.state ~= 'closed' and other ~= seat
      and (other.seat_id == needs.seat_id or (other.role == needs.role and other.language == needs.language)) then
      return other
    end
  end
end

-- The queues of some of a plan's steps. A companion who is there already needs no queue of both.
local function queues_of(plan, first, last, accompanied)
  local queues = {}
  for i = first, last do
    local step = plan.steps[i]
    for _, pool in ipairs(step.pools) do
      if step.with_companion and not accompanied then
        for _, partner in ipairs(plan.companion.pools) do
          queues[#queues + 1] = { name = pool .. '+' .. partner, pool = pool, partner = partner }
        end
      else
        queues[#queues + 1] = { name = pool, pool = pool }
      end
    end
  end
  return queues
end

-- Puts a seat into the queues of all its opened steps; it stays in those in which it is.
local function enqueue(call, seat)
  local state, plan = state_of(call, seat), plan_of(call, seat)
  if state.queued == 0 then state.accompanied = accompanying(call, seat) ~= nil end
  for _, queue in ipairs(queues_of(plan, state.queued + 1, state.opened, state.accompanied)) do
    command('ZADD', key('seats', queue.name), state.score, seat_key(call, seat))
    if queue.partner then
      command('SADD', key('partners', queue.pool), '>' .. queue.partner)
      command('SADD', key('partners', queue.partner), '<' .. queue.pool)
    end
  end
  state.queued = state.opened
  local following = plan.steps[state.opened + 1]
  if following then
    state.step_at = seat.opened_at + following.after_ms
    arm('step', seat_key(call, seat), state.step_at)
  elseif state.step_at then
    state.step_at = nil
    disarm('step', seat_key(call, seat))
  end
  stirred(call)
end

local function dequeue(call, seat)
  local state = state_of(call, seat)
  if state.queued == 0 then return end
  for _, queue in ipairs(queues_of(plan_of(call, seat), 1, state.queued, state.accompanied)) do
    local name = key('seats', queue.name)
    command('ZREM', name, seat_key(call, seat))
    if queue.partner and command('EXISTS', name) == 0 then
      command('SREM', key('partners', queue.pool), '>' .. queue.partner)
      command('SREM', key('partners', queue.partner), '<' .. queue.pool)
    end
  end
  if state.step_at then disarm('step', seat_key(call, seat)) end
  state.queued, state.step_at = 0, nil
  stirred(call)
end

-- Whether a seat has been offered to somebody as often as may be.
local function exhausted(state, staff_id) return (state.offers[staff_id] or 0) >= state.most end

local MOST_SPENT = 20

-- Whether anybody staffed in these pools may still be offered the seat.
local function anybody_left(pools, state)
  local counts, spent = command('HMGET', key('staffed'), unpack(pools)), {}
  for staff_id in pairs(state and state.offers or {}) do
    local person = exhausted(state, staff_id) and load_person(staff_id)
    if person and person.hidden.staffed then spent[#spent + 1] = person end
    if #spent > MOST_SPENT then return true end
  end
  for i, pool in ipairs(pools) do
    local left = tonumber(counts[i] or 0)
    for _, person in ipairs(left > 0 and spent or {}) do
      for _, place in ipairs(places_of(person)) do
        if place.pool == pool then left = left - 1 end
      end
    end
    if left > 0 then return true end
  end
  return false
end

-- Whether somebody of the opened steps may come for the seat in time; if not, the next opens at once.
local function steps_are_staffed(call, seat, plan, accompanied)
  local state = state_of(call, seat)
  for i = 1, state.opened do
    local step = plan.steps[i]
    if anybody_left(step.pools, state) and (accompanied or not step.with_companion
      or anybody_left(plan.companion.pools, call.hidden.seats[plan.companion.seat_id])) then
      return true
    end
  end
  return false
end
