-- Purpose: seats and people find each other, on both edges, in the script that made one of them free.
-- seats:<pool>   open seats that wait, by score: when they were queued, less their head start
-- ready:<pool>   people who are available, by the time since which they are
-- Invariant between scripts: no seat waits in a pool where somebody is available.

local function become(person, activity, fields)
  person.activity = activity
  person.call_id = fields.call_id
  person.reservation_id = fields.reservation_id
  person.wrap_up_ends_at = fields.wrap_up_ends_at
  person.since = now
  note_person(person)
end

local function set_status(person, status, reason)
  person.status, person.reason, person.since = status, reason, now
  note_person(person)
end

-- Pools a seat is open to, as a list.
local function open_pools(seat)
  local pools = {}
  for i = 1, seat.policy.opened do
    for _, pool in ipairs(seat.policy.steps[i].pools) do pools[#pools + 1] = pool end
  end
  return pools
end

-- Opens the steps that have come due and arms the next one.
local function open_due_steps(call, seat)
  local policy = seat.policy
  local following = policy.steps[policy.opened + 1]
  while following and (policy.opened == 0 or seat.opened_at + following.after_ms <= now) do
    policy.opened = policy.opened + 1
    following = policy.steps[policy.opened + 1]
  end
  if following then
    arm('step', seat_key(call, seat), seat.opened_at + following.after_ms)
  else
    disarm('step', seat_key(call, seat))
  end
end

local function dequeue_seat(call, seat)
  for _, pool in ipairs(open_pools(seat)) do redis.call('ZREM', key('seats', pool), seat_key(call, seat)) end
end

local function leave_pools(person)
  if not person.hidden.standing then return end
  for _, pool in ipairs(person.hidden.pools) do redis.call('ZREM', key('ready', pool), person.staff_id) end
  person.hidden.standing = false
end

-- The best-scored member over several queues: who, and in which pool.
local function best_of(kind, pools)
  local best, best_score, best_pool
  for _, pool in ipairs(pools) do
    local first = redis.call('ZRANGE', key(kind, pool), 0, 0, 'WITHSCORES')
    if first[1] then
      local score = tonumber(first[2])
      if not best or score < best_score or (score == best_score and first[1] < best) then
        best, best_score, best_pool = first[1], score, pool
      end
    end
  end
  return best, best_pool
end

-- Holds a seat for a person: it rings.
local function reserve(call, seat, person, pool)
  local policy = seat.policy
  policy.attempts = policy.attempts + 1
  local reservation = {
    reservation_id = seat_key(call, seat) .. '#' .. policy.attempts,
    call_id = call.call_id, seat_id = seat.seat_id, staff_id = person.staff_id,
    role = seat.role, language = seat.language, subject = call.subject,
    centre = call.centre, location = call.location, pool = pool,
    queued_at = call.queued_at, created_at = now, expires_at = now + policy.ring_ms,
  }
  local id, text = reservation.reservation_id, render('reservation', reservation)
  dequeue_seat(call, seat)
  leave_pools(person)
  seat.state, seat.staff_id, policy.reservation_id = 'reserved', person.staff_id, id
  redis.call('HSET', key('reservation', id), 'record', text, 'outcome', 'pending')
  arm('ring', id, reservation.expires_at)
  note_seat(call, seat)
  note('reservation.created', only(person.staff_id), function() return '{"reservation":' .. text .. '}' end)
  become(person, 'reserved', { reservation_id = id })
end

-- Puts an open seat with whoever has been idle longest, or in its queues.
local function place_seat(call, seat)
  open_due_steps(call, seat)
  local pools = open_pools(seat)
  local staff_id, pool = best_of('ready', pools)
  if staff_id then return reserve(call, seat, load_person(staff_id), pool) end
  for _, each in ipairs(pools) do
    redis.call('ZADD', key('seats', each), seat.policy.score, seat_key(call, seat))
  end
end

local function available(person)
  return person.status == 'ready' and person.activity == 'idle' and person.hidden.ready_at <= now
    and has_session(person.staff_id)
end

-- Puts a person with the seat that has waited longest, or in their pools; or out of them.
local function place_person(person)
  if not available(person) then return leave_pools(person) end
  if person.hidden.standing then return end
  local name, pool = best_of('seats', person.hidden.pools)
  if name then
    local call_id, seat_id = split_seat_key(name)
    local call = load_call(call_id)
    return reserve(call, find_seat(call, seat_id), person, pool)
  end
  for _, each in ipairs(person.hidden.pools) do
    redis.call('ZADD', key('ready', each), person.hidden.idle_since, person.staff_id)
  end
  person.hidden.standing = true
end

local function end_reservation(reservation, outcome)
  local name = key('reservation', reservation.reservation_id)
  redis.call('HSET', name, 'outcome', outcome)
  redis.call('EXPIRE', name, ENDED_TTL_S)
  disarm('ring', reservation.reservation_id)
  note('reservation.ended', only(reservation.staff_id), function()
    return cjson.encode({ reservation_id = reservation.reservation_id, call_id = reservation.call_id,
      staff_id = reservation.staff_id, outcome = outcome })
  end)
end

-- Ends a pending reservation whose person doesn't take it: the seat, keeping its score, goes to
-- the next. The person is idle; the caller places them when the rest of their state is right.
local function pass_on(reservation, outcome)
  local call = load_call(reservation.call_id)
  local seat = find_seat(call, reservation.seat_id)
  end_reservation(reservation, outcome)
  become(load_person(reservation.staff_id), 'idle', {})
  seat.state, seat.staff_id, seat.policy.reservation_id = 'waiting', nil, nil
  note_seat(call, seat)
  place_seat(call, seat)
end

-- Why an answer to a reservation that ended comes too late.
local function late_code(reservation)
  local call = load_call(reservation.call_id)
  if reservation.outcome == 'accepted' then return 'wrong_state' end
  if reservation.outcome == 'canceled' or not call or call.state == 'ended' then return 'caller_left' end
  local seat = find_seat(call, reservation.seat_id)
  if seat.state == 'closed' then return 'caller_left' end
  if seat.staff_id and seat.staff_id ~= reservation.staff_id then return 'already_taken' end
  return 'reservation_expired'
end
