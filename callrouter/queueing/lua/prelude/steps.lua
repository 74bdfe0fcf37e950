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

-- A page receives at most three others.
local MOST_PARTIES = 4
-- A seat that was offered to everybody as often as may be is offered once more after this pause.
local REOFFER_MS = 60000

local function state_of(call, seat) return call.hidden.seats[seat.seat_id] end

-- A step is open: those who oversee the people it asks may know of the call from now on.
local function reach(call, step)
  local known = call.record.opened_to or {}
  for _, centre in ipairs(step.centres or {}) do
    local new = centre ~= call.record.centre
    for _, each in ipairs(known) do new = new and each ~= centre end
    if new then
      known[#known + 1] = centre
      call.record.opened_to, call.reached = known, true
      changed(call)
    end
  end
end

-- Opens a seat after its specification, or opens it again; it isn't placed yet. text: the
-- specification as it came, if it did.
local function open_seat(call, spec, text, score)
  local seat = find_seat(call, spec.seat_id)
  if not seat then
    seat = { seat_id = spec.seat_id }
    table.insert(call.record.seats, seat)
  end
  seat.role, seat.language, seat.hosts = spec.role, spec.language, spec.hosts
  seat.state, seat.opened_at, seat.passed = 'waiting', now, nil
  local before, companion = call.hidden.seats[spec.seat_id] or {}, spec.companion
  call.hidden.seats[spec.seat_id] = {
    opened = 1, queued = 0, score = score, attempts = before.attempts or 0, offers = before.offers or {},
    most = spec.most_offers, once = spec.once or nil, wrap_up_ms = spec.wrap_up_ms,
    needs = companion and { seat_id = companion.seat_id, role = companion.role, language = companion.language },
  }
  call.plans[spec.seat_id] = spec
  table.insert(call.new_plans, 'plan:' .. spec.seat_id)
  table.insert(call.new_plans, text or encode(spec))
  command('ZADD', key('unfilled'), score, seat_key(call, seat))
  reach(call, spec.steps[1])
  changed(call)
  return seat
end

-- The live seat that already is what a seat's companion would be.
local function accompanying(call, seat)
  local needs = state_of(call, seat).needs
  if not needs then return nil end
  for _, other in ipairs(call.record.seats) do
    if other.state ~= 'closed' and other ~= seat
      and other.role == needs.role and other.language == needs.language then
      return other
    end
  end
end

-- Whether the call has as many parties, the visitor and who is sought among them, as it may have.
local function is_full(call)
  local parties = 1
  for _, seat in ipairs(call.record.seats) do
    if seat.state ~= 'closed' then parties = parties + 1 end
  end
  return parties >= MOST_PARTIES
end

-- Whether a seat is matched without opening one for its companion: there is one, or no room for one.
local function is_accompanied(call, seat)
  if not state_of(call, seat).needs then return false end
  return accompanying(call, seat) ~= nil or is_full(call)
end

-- Whether this person asked for this seat already.
local function was_asked(call, spec, by)
  local state = call.hidden.seats[spec.seat_id]
  return state and state.by == by
end

-- Whether a seat's id, or that of its companion, means another seat of the call already.
local function is_another(call, spec)
  local companion = spec.companion
  if companion and companion.seat_id == spec.seat_id then return true end
  for seat_id, state in pairs(call.hidden.seats) do
    local needs = state.needs
    if seat_id == spec.seat_id or (needs and needs.seat_id == spec.seat_id) then return true end
    if companion then
      local seat = seat_id == companion.seat_id and find_seat(call, seat_id)
        or (needs and needs.seat_id == companion.seat_id and needs)
      if seat and (seat.role ~= companion.role or seat.language ~= companion.language) then return true end
    end
  end
  return false
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

-- Whether a seat has been offered to somebody as often as may be.
local function exhausted(state, staff_id) return (state.offers[staff_id] or 0) >= state.most end

-- As if offered to somebody as often as may be: it doesn't come back to who gave it away.
local function spend(call, seat, staff_id)
  local state = state_of(call, seat)
  state.offers[staff_id] = state.most
  stirred(call)
end

-- The states, of a seat and of the companion it needs, that keep it from somebody by a count of offers.
local function spent_states(call, seat)
  local state, spent = state_of(call, seat), {}
  local partner = state.needs and not state.accompanied and call.hidden.seats[state.needs.seat_id]
  for _, each in ipairs({ state, partner or nil }) do
    for staff_id in pairs(each.offers) do
      if exhausted(each, staff_id) then
        spent[#spent + 1] = each
        break
      end
    end
  end
  return spent
end

-- Whether anybody rings for a call, or is in it with a seat.
local function is_attended(call)
  for _, seat in ipairs(call.record.seats) do
    if seat.state == 'reserved' or seat.state == 'taken' then return true end
  end
  return false
end

-- Puts a seat into the queues of all its opened steps; it stays in those in which it is.
local function enqueue(call, seat)
  local state, plan = state_of(call, seat), plan_of(call, seat)
  if not is_attended(call) then withdraw_promise(call) end
  if state.queued == 0 then state.accompanied = is_accompanied(call, seat) end
  for _, queue in ipairs(queues_of(plan, state.queued + 1, state.opened, state.accompanied)) do
    command('ZADD', key('seats', queue.name), state.score, seat_key(call, seat))
    if queue.partner then
      command('SADD', key('partners', queue.pool), '>' .. queue.partner)
      command('SADD', key('partners', queue.partner), '<' .. queue.pool)
    end
  end
  state.queued = state.opened
  if call.reached then note_seat(call, seat) end
  local following = plan.steps[state.opened + 1]
  if following then
    state.step_at = seat.opened_at + following.after_ms
    arm('step', seat_key(call, seat), state.step_at)
  elseif state.step_at then
    state.step_at = nil
    disarm('step', seat_key(call, seat))
  end
  if not following and not state.reoffer_at and spent_states(call, seat)[1] then
    state.reoffer_at = now + REOFFER_MS
    arm('reoffer', seat_key(call, seat), state.reoffer_at)
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
  if state.reoffer_at then disarm('reoffer', seat_key(call, seat)) end
  state.queued, state.step_at, state.reoffer_at = 0, nil, nil
  stirred(call)
end

local MOST_SPENT = 20

-- Whether anybody staffed in these pools may still be offered the seat. most_spent: it is taken for granted
-- when more people than this, who would have to be looked up, may not.
local function anybody_left(pools, state, most_spent)
  local counts, spent = command('HMGET', key('staffed'), unpack(pools)), {}
  for staff_id in pairs(state and state.offers or {}) do
    local person = exhausted(state, staff_id) and load_person(staff_id)
    if person and person.hidden.staffed then spent[#spent + 1] = person end
    if #spent > most_spent then return true end
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
local function steps_are_staffed(call, seat, plan, accompanied, most_spent)
  local state = state_of(call, seat)
  most_spent = most_spent or MOST_SPENT
  for i = 1, state.opened do
    local step = plan.steps[i]
    if anybody_left(step.pools, state, most_spent) and (accompanied or not step.with_companion
      or anybody_left(plan.companion.pools, call.hidden.seats[plan.companion.seat_id], most_spent)) then
      return true
    end
  end
  return false
end
