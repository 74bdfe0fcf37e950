-- Purpose: seats open and close, parties join, leave, are lost and come back, calls end.

-- Opens a seat after its specification; it isn't placed yet.
local function open_seat(call, spec, score)
  local seat = {
    seat_id = spec.seat_id, role = spec.role, language = spec.language, state = 'waiting', opened_at = now,
    policy = { steps = spec.steps, ring_ms = spec.ring_ms, wrap_up_ms = spec.wrap_up_ms,
      ends_call = spec.ends_call, opened = 0, attempts = 0, score = score },
  }
  call.seats[#call.seats + 1] = seat
  return seat
end

-- The live call a principal takes part in, and their participant in it.
local function call_of(principal)
  local person = load_person(principal)
  local call_id
  if person then
    call_id = person.activity == 'on_call' and person.call_id
  else
    call_id = redis.call('HGET', key('booths'), principal)
  end
  local call = call_id and load_call(call_id)
  if call then return call, find_participant(call, principal) end
end

local function lose(call, participant)
  participant.online = false
  call.hidden.lost[participant.participant_id] = now
  arm('lost', participant.participant_id, now + call.hidden.grace_ms)
end

-- Adds a party. One without a session counts as lost already, so that nobody holds a call for ever.
local function join(call, participant_id, role, display_name)
  local participant = { participant_id = participant_id, role = role, display_name = display_name,
    online = true, joined_at = now }
  call.participants[#call.participants + 1] = participant
  call.hidden.parties[participant_id] = true
  if not has_session(participant_id) then lose(call, participant) end
end

local function forget_loss(call, participant_id)
  call.hidden.lost[participant_id] = nil
  disarm('lost', participant_id)
end

-- Somebody's last session went, or their first came, while in a call.
local function set_online(call, participant, online)
  if participant.online == online then return end
  if online then
    participant.online = true
    forget_loss(call, participant.participant_id)
  else
    lose(call, participant)
  end
  note_call('participant.changed', call, { participant_id = participant.participant_id })
end

-- A person who took part is done with the call, and wraps up or is idle; the caller places them.
local function release(person, wrap_up_ms, call_id)
  if wrap_up_ms > 0 then
    become(person, 'wrap_up', { call_id = call_id, wrap_up_ends_at = now + wrap_up_ms })
    arm('wrap_up', person.staff_id, person.wrap_up_ends_at)
  else
    person.hidden.idle_since = now
    become(person, 'idle', {})
  end
end

-- Closes a seat whatever its state. Returns the person this frees, whom the caller places.
local function close_seat(call, seat)
  local was, staff_id = seat.state, seat.staff_id
  if was == 'closed' then return nil end
  disarm('step', seat_key(call, seat))
  if was == 'waiting' then dequeue_seat(call, seat) end
  seat.state, seat.staff_id = 'closed', nil
  note_seat(call, seat)
  if not staff_id then return nil end
  local person = load_person(staff_id)
  if was == 'reserved' then
    end_reservation(load_reservation(seat.policy.reservation_id), 'canceled')
    become(person, 'idle', {})
  else
    forget_loss(call, staff_id)
    release(person, seat.policy.wrap_up_ms, call.call_id)
  end
  return person
end

local function end_call(call, reason)
  local freed = {}
  note_transition('call.ended', call)
  for _, seat in ipairs(call.seats) do freed[#freed + 1] = close_seat(call, seat) end
  call.state, call.ended_at, call.end_reason = 'ended', now, reason
  forget_loss(call, call.booth_id)
  redis.call('HDEL', key('calls'), call.call_id)
  redis.call('HDEL', key('booths'), call.booth_id)
  redis.call('ZREM', key('waiting'), call.call_id)
  redis.call('DEL', key('chat', call.call_id))
  for _, person in ipairs(freed) do place_person(person) end
end

-- A participant leaves a live call, for good.
local function leave(call, participant_id, reason)
  local lost = reason == 'connection_lost'
  local participant, index = find_participant(call, participant_id)
  if participant.role == 'visitor' then
    return end_call(call, lost and reason or (call.state == 'waiting' and 'abandoned' or 'visitor_hung_up'))
  end
  for _, seat in ipairs(call.seats) do
    if seat.state == 'taken' and seat.staff_id == participant_id then
      if seat.policy.ends_call then return end_call(call, lost and reason or 'staff_hung_up') end
      table.remove(call.participants, index)
      note_transition('call.left', call, { participant_id = participant_id, reason = reason }, participant_id)
      return place_person(close_seat(call, seat))
    end
  end
end

-- A person is gone for longer than a page takes to reload.
local function disconnect(person)
  person.hidden.grace_ends_at = nil
  disarm('grace', person.staff_id)
  person.hidden.forget_at = now + FORGET_MS
  arm('forget', person.staff_id, person.hidden.forget_at)
  if person.status ~= 'offline' then set_status(person, 'away', 'disconnected') end
  if person.activity == 'reserved' then pass_on(load_reservation(person.reservation_id), 'rescinded') end
end

-- Removes a session. With the last one its principal is absent: a person's call and ringing are
-- kept for grace_ms, a party's place in a call for the call's own grace time.
local function end_session(session_id, principal, grace_ms)
  redis.call('DEL', key('session', session_id))
  redis.call('SREM', key('sessions', principal), session_id)
  disarm('lease', session_id)
  if has_session(principal) then return end
  local call, participant = call_of(principal)
  if call then set_online(call, participant, false) end
  local person = load_person(principal)
  if not person then return end
  leave_pools(person)
  if grace_ms > 0 then
    person.hidden.grace_ends_at = now + grace_ms
    arm('grace', principal, person.hidden.grace_ends_at)
  else
    disconnect(person)
  end
end
