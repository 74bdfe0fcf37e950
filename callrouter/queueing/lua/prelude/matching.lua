-- Purpose: seats and people find each other, on both edges, in the script that made one of them free.
-- Invariant between scripts: no seat waits in a queue where whom it needs is available and may still be
-- offered it, as far as MOST_LOOKED_AT of a queue or pool tell.
-- served:<booth>   who hosted the booth's last call, and until when

local MOST_LOOKED_AT = 50
local MOST_PASSED_OVER = 10

-- Who is first in these pools, by the order in which people stand there: staff id, pool, and who was
-- passed over because the seat was offered to them too often. state: the seat's; nil = never offered.
local function first_in(pools, state, but_not)
  local spent = state and next(state.offers) ~= nil
  local last = spent and MOST_LOOKED_AT - 1 or (but_not and 1 or 0)
  local best, best_score, best_pool
  local passed = {}
  for _, pool in ipairs(pools) do
    local found = command('ZRANGE', key('ready', pool), 0, last, 'WITHSCORES')
    for i = 1, #found, 2 do
      local staff_id, score = found[i], tonumber(found[i + 1])
      if spent and exhausted(state, staff_id) then
        if not passed[staff_id] and #passed < MOST_PASSED_OVER then
          passed[staff_id], passed[#passed + 1] = true, staff_id
        end
      elseif staff_id ~= but_not then
        if not best or score < best_score then best, best_score, best_pool = staff_id, score, pool end
        break
      end
    end
  end
  return best, best_pool, { unpack(passed) }
end

-- Who hosted this booth's last call, if it was a moment ago and they stand in one of these pools.
local function last_host(call, plan, state, pools)
  if call.last_host == nil then
    local stored = plan.prefer_last_ms > 0 and command('GET', key('served', call.record.booth_id))
    local staff_id, left_at = string.match(stored or '', '^(%S+) (%d+)$')
    call.last_host = staff_id and tonumber(left_at) + plan.prefer_last_ms > now and staff_id or false
  end
  if not call.last_host or exhausted(state, call.last_host) then return nil end
  for _, pool in ipairs(pools) do
    if command('ZSCORE', key('ready', pool), call.last_host) then return call.last_host, pool end
  end
end

-- Two people for a seat and its companion: never one and the same.
local function first_two(plan, pools, state, companion_state)
  local staff_id, pool, passed = first_in(pools, state)
  if not staff_id then return nil end
  local partner, partner_pool, partner_passed = first_in(plan.companion.pools, companion_state, staff_id)
  if not partner then
    -- Whoever can be either is the other one, then.
    partner, partner_pool, partner_passed = first_in(plan.companion.pools, companion_state)
    if not partner then return nil end
    staff_id, pool, passed = first_in(pools, state, partner)
    if not staff_id then return nil end
  end
  return { staff_id = staff_id, pool = pool, passed = passed },
    { staff_id = partner, pool = partner_pool, passed = partner_passed }
end

-- The colleague who wants somebody in this seat of an employee: their name, and whether they stay to talk first.
local function asker_of(call, seat)
  local by = seat.role == 'agent' and state_of(call, seat).by
  local person = by and load_person(by)
  if not person then return nil, false end
  return person.record.display_name, find_participant(call, by) ~= nil
end

-- Holds a seat for a person: it rings. found: pool, step and so on, how they met.
local function reserve(call, seat, person, edge, found)
  local state, plan = state_of(call, seat), plan_of(call, seat)
  local record, step, order = call.record, found.step or 1, 'idle_since'
  for _, place in ipairs(places_of(person)) do
    if place.pool == found.pool then order = place.order or order end
  end
  local match = {
    edge = edge, pool = found.pool, step = step, steps = #plan.steps, order = order,
    preferred = found.preferred or false,
    people = command('ZCARD', key('ready', found.pool)) + (person.hidden.standing and 0 or 1),
    seats = command('ZCARD', key('seats', found.queue or found.pool)) + (step <= state.queued and 0 or 1),
    waited_ms = now - seat.opened_at, idle_ms = now - person.hidden.idle_since,
    passed_over = found.passed, together_with = found.together_with,
  }
  local asked_by, consulted = asker_of(call, seat)
  promise_room(call)
  dequeue(call, seat)
  leave_pools(person)
  state.attempts = state.attempts + 1
  state.offers[person.id] = (state.offers[person.id] or 0) + 1
  local id = seat_key(call, seat) .. '#' .. state.attempts
  local text = encode({
    reservation_id = id, call_id = call.id, seat_id = seat.seat_id, staff_id = person.id,
    role = seat.role, language = seat.language, call_language = record.language, subject = record.subject,
    needs = record.needs, centre = record.centre, location = record.location, queued_at = record.queued_at, created_at = now,
    seat_opened_at = seat.opened_at, asked_by = asked_by, consulted = consulted,
    expires_at = now + plan.ring_ms, match = match,
  })
  seat.state, seat.staff_id, state.reservation_id = 'reserved', person.id, id
  command('HSET', key('reservation', id), 'record', text, 'outcome', 'pending', 'staff_id', person.id)
  arm('ring', id, now + plan.ring_ms)
  note_seat(call, seat)
  note('reservation.created', person.id, '{"reservation":' .. text .. '}')
  become(person, 'reserved', nil, id)
  -- Who isn't asked to host the call serves its seat: an interpreter, for whatever language that is.
  person.hidden.serving = { location = record.location, subject = record.subject,
    language = seat.hosts and record.language or seat.language }
end

-- Opens the companion's seat, whose plan is one step of its own, or opens it again.
local function open_companion(call, seat, plan)
  local spec = plan.companion
  local companion = open_seat(call, {
    seat_id = spec.seat_id, role = spec.role, language = spec.language, ring_ms = spec.ring_ms,
    wrap_up_ms = spec.wrap_up_ms, hosts = false, prefer_last_ms = 0, most_offers = plan.most_offers,
    steps = { { after_ms = 0, pools = spec.pools } },
  }, nil, state_of(call, seat).score)
  state_of(call, companion).companion_of = seat.seat_id
  return companion
end

local settle -- below

local function reserve_both(call, seat, edge, found, partner)
  local companion = open_companion(call, seat, plan_of(call, seat))
  found.together_with, partner.together_with = partner.staff_id, found.staff_id
  found.queue = found.pool .. '+' .. partner.pool
  reserve(call, seat, load_person(found.staff_id), edge, found)
  reserve(call, companion, load_person(partner.staff_id), edge, partner)
  settle(call)
end

-- Holds the seat for whom the steps from ``first`` on give, if anybody; true if it did.
local function seek_in(call, seat, first)
  local state, plan = state_of(call, seat), plan_of(call, seat)
  if lacks_room(call) then
    for i = 1, state.opened do await_room(plan.steps[i].pools) end
    return false
  end
  local companion, accompanied = accompanying(call, seat), is_accompanied(call, seat)
  for i = 1, state.opened do
    local step = plan.steps[i]
    if accompanied or not step.with_companion then
      local staff_id, pool = last_host(call, plan, state, step.pools)
      if staff_id then
        reserve(call, seat, load_person(staff_id), 'seat_opened',
          { pool = pool, step = i, preferred = true, passed = {} })
        return true
      end
    end
  end
  for i = first, state.opened do
    local step = plan.steps[i]
    if accompanied or not step.with_companion then
      local staff_id, pool, passed = first_in(step.pools, state)
      if staff_id then
        reserve(call, seat, load_person(staff_id), 'seat_opened', { pool = pool, step = i, passed = passed,
          together_with = step.with_companion and companion and companion.staff_id or nil })
        return true
      end
    else
      local found, partner = first_two(plan, step.pools, state, call.hidden.seats[plan.companion.seat_id])
      if found then
        found.step = i
        reserve_both(call, seat, 'seat_opened', found, partner)
        return true
      end
    end
  end
  return false
end

-- Holds an open seat for somebody who is available, opening the steps that have come due, and those
-- before which nobody is staffed; true if it did.
local function seek(call, seat)
  local state, plan = state_of(call, seat), plan_of(call, seat)
  local following = plan.steps[state.opened + 1]
  while following and seat.opened_at + following.after_ms <= now do
    state.opened = state.opened + 1
    reach(call, following)
    following = plan.steps[state.opened + 1]
  end
  -- Of the steps in whose queues it stands already, nobody is available.
  local first = state.queued + 1
  while not seek_in(call, seat, first) do
    if not plan.steps[state.opened + 1] then return false end
    if steps_are_staffed(call, seat, plan, is_accompanied(call, seat)) then return false end
    state.opened = state.opened + 1
    reach(call, plan.steps[state.opened])
    first = state.opened
  end
  return true
end

-- Puts an open seat with somebody, or in its queues.
local function place_seat(call, seat)
  if not seek(call, seat) then enqueue(call, seat) end
end

-- Seats that wait for two people wait for one when the other has a seat already or none is left for them,
-- and the reverse.
function settle(call)
  for _, seat in ipairs(call.record.seats) do
    local state = state_of(call, seat)
    if seat.state == 'waiting' and state.queued > 0 and state.accompanied ~= is_accompanied(call, seat) then
      dequeue(call, seat)
      place_seat(call, seat)
    end
  end
end

-- Seats that the person may be freed for -------------------------------------------------------

-- Queues in which seats wait for somebody with these places, alone or with a partner who is available.
local function queues_for(places)
  local queues, alone, together = {}, {}, {}
  for i, place in ipairs(places) do
    alone[i], together[i] = key('seats', place.pool), key('partners', place.pool)
  end
  -- Often nobody waits anywhere: two questions then, however many pools.
  if alone[1] and command('EXISTS', unpack(alone)) > 0 then
    for i, place in ipairs(places) do queues[i] = { name = place.pool, pool = place.pool } end
  end
  if not together[1] or command('EXISTS', unpack(together)) == 0 then return queues end
  for i, place in ipairs(places) do
    for _, link in ipairs(command('SMEMBERS', together[i])) do
      local first, pool, other = string.sub(link, 1, 1) == '>', place.pool, string.sub(link, 2)
      if command('EXISTS', key('ready', other)) == 1 then
        queues[#queues + 1] = first and { name = pool .. '+' .. other, pool = pool, partner = other }
          or { name = other .. '+' .. pool, pool = pool, partner = other, second = true }
      end
    end
  end
  return queues
end

-- Moves to the queue's next seat; only the first is read before it is known to be of no use.
local function advance(queue)
  if not queue.members then
    queue.members, queue.at = command('ZRANGE', key('seats', queue.name), 0, 0, 'WITHSCORES'), 1
  else
    if queue.at == 1 then
      queue.members = command('ZRANGE', key('seats', queue.name), 0, MOST_LOOKED_AT - 1, 'WITHSCORES')
    end
    queue.at = queue.at + 2
  end
  queue.member, queue.score = queue.members[queue.at], tonumber(queue.members[queue.at + 1] or nil)
end

local function best_of(queues)
  local best
  for _, queue in ipairs(queues) do
    if not queue.members then advance(queue) end
    if queue.member and (not best or queue.score < best.score
      or (queue.score == best.score and queue.member < best.member)) then
      best = queue
    end
  end
  return best
end

-- Which opened step gives this pool, to a seat that needs a companion there or not.
local function step_of(plan, state, pool, with_companion)
  for i = 1, state.opened do
    local step = plan.steps[i]
    for _, each in ipairs(step.pools) do
      if each == pool and (not with_companion or step.with_companion) then return i end
    end
  end
  return 1
end

-- Holds a queue's first seat for the person, and for a partner where it needs two; false if it can't be.
local function take(queue, person)
  local call_id, seat_id = split_seat_key(queue.member)
  local call = load_call(call_id)
  local seat = find_seat(call, seat_id)
  local state, plan = state_of(call, seat), plan_of(call, seat)
  if lacks_room(call) then
    await_room({ queue.pool })
    return false
  end
  if not queue.partner then
    if exhausted(state, person.id) then return false end
    local step, companion = step_of(plan, state, queue.pool), accompanying(call, seat)
    reserve(call, seat, person, 'person_freed', { pool = queue.pool, step = step, passed = {},
      together_with = plan.steps[step].with_companion and companion and companion.staff_id or nil })
    return true
  end
  local companion_state = call.hidden.seats[plan.companion.seat_id] or { offers = {}, most = plan.most_offers }
  if exhausted(queue.second and companion_state or state, person.id) then return false end
  local own = { staff_id = person.id, pool = queue.pool, passed = {} }
  if not queue.second then
    local partner, pool, passed = first_in(plan.companion.pools, companion_state, person.id)
    if not partner then return false end
    own.step = step_of(plan, state, queue.pool, true)
    reserve_both(call, seat, 'person_freed', own, { staff_id = partner, pool = pool, passed = passed })
    return true
  end
  for i = 1, state.opened do
    local step = plan.steps[i]
    local staff_id, pool, passed = first_in(step.with_companion and step.pools or {}, state, person.id)
    if staff_id then
      reserve_both(call, seat, 'person_freed', { staff_id = staff_id, pool = pool, step = i, passed = passed }, own)
      return true
    end
  end
  return false
end

-- Puts a person with the best seat they can serve, or in their pools; or out of them.
local function place_person(person)
  if not available(person) then return leave_pools(person) end
  if person.hidden.standing then return end
  local queues = queues_for(places_of(person))
  while true do
    local queue = best_of(queues)
    if not queue then return stand(person) end
    if take(queue, person) then return end
    advance(queue)
  end
end
