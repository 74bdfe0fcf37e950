-- Purpose: what becomes of a seat whose person doesn't take it, leaves it, or isn't needed any more.

local DAY_S = 86400

local function end_reservation(id, staff_id, outcome, text)
  local name = key('reservation', id)
  text = text or command('HGET', name, 'record')
  command('HSET', name, 'outcome', outcome)
  command('EXPIRE', name, ENDED_TTL_S)
  disarm('ring', id)
  note('reservation.ended', staff_id, '{"reservation":' .. text .. ',"outcome":"' .. outcome .. '"}')
end

-- A party's connection is lost: their place is kept for the call's grace time.
local function lose(call, participant)
  participant.online = false
  call.hidden.lost[participant.participant_id] = now
  arm('lost', participant.participant_id, now + call.hidden.grace_ms)
  changed(call)
end

local function forget_loss(call, participant_id)
  if not call.hidden.lost[participant_id] then return end
  call.hidden.lost[participant_id] = nil
  disarm('lost', participant_id)
  stirred(call)
end

-- Somebody who took part is done with the call, and wraps up or is idle; the caller places them.
local function release(person, wrap_up_ms, call_id)
  if wrap_up_ms > 0 then
    become(person, 'wrap_up', call_id)
    person.hidden.wrap_up_since, person.record.wrap_up_ends_at = now, now + wrap_up_ms
    arm('wrap_up', person.id, now + wrap_up_ms)
  else
    finish(person)
  end
end

-- Closes a seat whatever its state; outcome: how its reservation ends, if it rings. Returns the person
-- this frees, whom the caller places.
local function close_seat(call, seat, outcome)
  local state, was, staff_id = state_of(call, seat), seat.state, seat.staff_id
  if was == 'closed' then return nil end
  if was == 'waiting' then dequeue(call, seat) end
  if was == 'taken' and was_talked(call, seat) then enter_offer(call, seat, 'talked') end
  if was ~= 'taken' then command('ZREM', key('unfilled'), seat_key(call, seat)) end
  seat.state, seat.staff_id = 'closed', nil
  note_seat(call, seat)
  if not staff_id then return nil end
  local person = load_person(staff_id)
  if was == 'reserved' then
    end_reservation(state.reservation_id, staff_id, outcome or 'canceled')
    unring(person)
  else
    if seat.hosts then
      command('SET', key('served', call.record.booth_id), staff_id .. ' ' .. now, 'EX', DAY_S)
    end
    forget_loss(call, staff_id)
    release(person, state.wrap_up_ms, call.id)
  end
  return person
end

-- A participant goes from a call that goes on. Returns the person, whom the caller places.
-- by: who sent them away, if anybody did.
local function depart(call, seat, reason, by)
  local staff_id = seat.staff_id
  local _, index = find_participant(call, staff_id)
  table.remove(call.record.participants, index)
  if seat.hosts then call.hidden.last_hosts = { [staff_id] = true } end
  note_transition('call.left', call, field('participant_id', staff_id) .. field('reason', reason)
    .. (by and field('by', by) or ''), staff_id)
  return close_seat(call, seat)
end

-- The companion that was held together with this seat, while it is open.
local function companion_of(call, seat)
  for _, other in ipairs(call.record.seats) do
    if other.state ~= 'closed' and state_of(call, other).companion_of == seat.seat_id then return other end
  end
end

-- Opens the seat of a companion who left while the other of the two is still rung, for somebody else.
-- but_not: who left of their own will, or false.
local function replace_companion(call, left, but_not)
  local host = find_seat(call, state_of(call, left).companion_of or '')
  if not host or host.state ~= 'reserved' then return end
  if but_not then spend(call, left, but_not) end
  local companion = open_companion(call, host, plan_of(call, host))
  note_seat(call, companion)
  place_seat(call, companion)
end

-- The companion isn't needed now; it is nobody's fault. Returns the person this frees.
local function dismiss(call, companion)
  local state = state_of(call, companion)
  if companion.state == 'taken' then
    state.wrap_up_ms = 0
    return depart(call, companion, 'released')
  end
  if companion.state == 'reserved' then
    state.offers[companion.staff_id] = state.offers[companion.staff_id] - 1
    if state.offers[companion.staff_id] == 0 then state.offers[companion.staff_id] = nil end
  end
  return close_seat(call, companion, 'rescinded')
end

-- Closes a seat that nobody has taken, and with it that of a companion held only for it. Returns the
-- people this frees. outcome: as of close_seat.
local function withdraw(call, seat, outcome)
  local companion = companion_of(call, seat)
  local freed = { close_seat(call, seat, outcome) }
  if companion then table.insert(freed, dismiss(call, companion)) end
  return freed
end

-- Ends a ringing reservation whose person doesn't take it: the seat, keeping its score, goes to the
-- next. The person is idle; the caller places them when the rest of their state is right.
local function pass_on(call, seat, outcome, text)
  local state = state_of(call, seat)
  local person = load_person(seat.staff_id)
  local entered = ({ timed_out = 'missed', declined = 'declined' })[outcome]
  if entered then enter_offer(call, seat, entered) end
  end_reservation(state.reservation_id, person.id, outcome, text)
  unring(person)
  seat.passed = { staff_id = person.id, outcome = outcome }
  seat.state, seat.staff_id, state.reservation_id = 'waiting', nil, nil
  note_seat(call, seat)
  local companion = companion_of(call, seat)
  if companion and companion.state ~= 'waiting' and seek(call, seat) then return end
  local freed = companion and dismiss(call, companion)
  place_seat(call, seat)
  if companion then settle(call) end
  if freed then place_person(freed) end
end

-- The same of whoever rings and became unavailable.
local function rescind(person)
  local call_id, seat_id = string.match(person.record.reservation_id, '^(.*)/([^/]*)#%d+$')
  local call = load_call(call_id)
  back_off(person, BACK_OFF_MS)
  pass_on(call, find_seat(call, seat_id), 'rescinded')
end

-- Why an answer to a reservation that ended comes too late.
local function late_code(reservation)
  local call = load_call(reservation.call_id)
  if reservation.outcome == 'accepted' then return 'wrong_state' end
  if reservation.outcome == 'canceled' or not call or call.record.ended_at then return 'caller_left' end
  local seat = find_seat(call, reservation.seat_id)
  if seat.staff_id and seat.staff_id ~= reservation.staff_id then return 'already_taken' end
  if seat.state == 'closed' and reservation.outcome ~= 'rescinded' then return 'caller_left' end
  return 'reservation_expired'
end
