-- Purpose: parties join, leave, are lost and come back; calls wait, are talking, and end.
-- waiting:<location>   calls that wait there, by score

-- The live call a principal takes part in, and their participant in it.
local function call_of(principal)
  local person = load_person(principal)
  local call_id
  if person then
    call_id = person.record.activity == 'on_call' and person.record.call_id
  else
    call_id = command('HGET', key('booths'), principal)
  end
  local call = call_id and load_call(call_id)
  if call then return call, find_participant(call, principal) end
end

-- Adds a party and returns it. One without a session counts as lost already, so that nobody holds a call for ever.
local function join(call, participant_id, role, display_name)
  local participant = { participant_id = participant_id, role = role, display_name = display_name,
    online = true, joined_at = now }
  table.insert(call.record.participants, participant)
  call.hidden.parties[participant_id] = true
  changed(call)
  if not has_session(participant_id) then lose(call, participant) end
  return participant
end

-- Somebody's last session went, or their first came, while in a call.
local function set_online(call, participant, online)
  if participant.online == online then return end
  if online then
    participant.online = true
    forget_loss(call, participant.participant_id)
    changed(call)
  else
    lose(call, participant)
  end
  note_call('participant.changed', call, field('participant_id', participant.participant_id))
end

-- A taken seat that hosts: this person's, or anybody's but theirs.
local function hosting_seat(call, staff_id)
  for _, seat in ipairs(call.record.seats) do
    if seat.hosts and seat.state == 'taken' and seat.staff_id == staff_id then return seat end
  end
end

local function other_host(call, staff_id)
  for _, seat in ipairs(call.record.seats) do
    if seat.hosts and seat.state == 'taken' and seat.staff_id ~= staff_id then return seat end
  end
end

-- The supervisor in a call: a party without a seat, whom nothing of the call waits for.
local function supervisor_of(call)
  for _, participant in ipairs(call.record.participants) do
    if participant.mode then return participant end
  end
end

-- A supervisor isn't in the call any more; they stand in no pool, so nothing rings.
local function let_go(call, supervisor_id)
  forget_loss(call, supervisor_id)
  local person = load_person(supervisor_id)
  finish(person)
  place_person(person)
end

-- A supervisor goes from a call that goes on.
local function step_out(call, supervisor, reason)
  local supervisor_id = supervisor.participant_id
  local _, index = find_participant(call, supervisor_id)
  table.remove(call.record.participants, index)
  changed(call)
  note_call('call.supervised', call, field('by', supervisor_id) .. field('left', reason), supervisor_id)
  let_go(call, supervisor_id)
end

-- What a waiting call's seats rank by.
local function score_of(call) return call.record.queued_at - (call.record.head_start_ms or 0) end

local function begin_waiting(call)
  if call.record.state == 'talking' then call.hidden.talked_at = now end
  -- Nobody is to be alone with a visitor who waits.
  local supervisor = supervisor_of(call)
  if supervisor then step_out(call, supervisor, 'released') end
  call.record.state = 'waiting'
  command('ZADD', key('waiting', call.record.location), score_of(call), call.id)
  changed(call)
end

local function begin_talking(call)
  local record = call.record
  record.state, record.answered_at = 'talking', record.answered_at or now
  command('ZREM', key('waiting', record.location), call.id)
  promise_room(call)
  changed(call)
end

-- Whether this person hosted the call when it ended, or last if nobody did then.
local function hosted_last(call, staff_id)
  return call.hidden.last_hosts ~= nil and call.hidden.last_hosts[staff_id] ~= nil
end

-- The employees in a call, and somebody who may have left it.
local function agents_of(call, also)
  local ids = { also }
  for _, participant in ipairs(call.record.participants) do
    if is_host(participant.role) and participant.participant_id ~= also then
      ids[#ids + 1] = participant.participant_id
    end
  end
  return table.concat(ids, ' ')
end

local function take_back(call, staff_id)
  local _, i = stated_by(call, staff_id)
  if not i then return end
  table.remove(call.hidden.stated, i)
  stirred(call)
end

-- Somebody says how the call was finished. It becomes the call's when it has ended and they were its last host.
local function state_disposition(call, staff_id, disposition)
  local record = call.record
  local before, i = stated_by(call, staff_id)
  if before ~= disposition then
    amend_day(call, staff_id, 'disposition', disposition)
    note('disposition.stated', staff_id,
      encode({ call_id = call.id, staff_id = staff_id, disposition = disposition }))
  end
  -- What was said last already is not written anew.
  if before ~= disposition or i ~= #call.hidden.stated then
    take_back(call, staff_id)
    call.hidden.stated = call.hidden.stated or {}
    table.insert(call.hidden.stated, { staff_id = staff_id, disposition = disposition })
    stirred(call)
  end
  if record.ended_at and hosted_last(call, staff_id) and record.disposition ~= disposition then
    record.disposition = disposition
    changed(call)
    note('call.closed', staff_id, function() return '{"call":' .. call.text .. '}' end)
  end
end

local function end_call(call, reason)
  local record, freed, hosts = call.record, {}, {}
  note_transition('call.ended', call)
  for _, seat in ipairs(record.seats) do
    if seat.hosts and seat.state == 'taken' then hosts[seat.staff_id] = true end
    table.insert(freed, close_seat(call, seat))
  end
  if next(hosts) then call.hidden.last_hosts = hosts end
  if record.state == 'waiting' then command('ZREM', key('waiting', record.location), call.id) end
  record.state, record.ended_at, record.end_reason, record.held_at = 'ended', now, reason, nil
  for _, each in ipairs(call.hidden.stated or {}) do
    if hosted_last(call, each.staff_id) then record.disposition = each.disposition end
  end
  changed(call)
  forget_loss(call, record.booth_id)
  local supervisor = supervisor_of(call)
  if supervisor then let_go(call, supervisor.participant_id) end
  command('HDEL', key('calls'), call.id)
  command('HDEL', key('booths'), record.booth_id)
  if has_session(record.booth_id) then date_device(record.booth_id) end
  command('DEL', key('chat', call.id))
  command('PEXPIRE', key('notes', call.id), call.hidden.notes_ms)
  for _, person in ipairs(freed) do place_person(person) end
  -- Last: where room is short it goes to whoever ranks first, not to whom these could serve.
  forget_media(call)
end

-- A participant leaves a live call, for good. sent_by: who sent them away, so nobody is sought in their place.
local function leave(call, participant_id, reason, sent_by)
  local lost = reason == 'connection_lost'
  if participant_id == call.record.booth_id then
    return end_call(call, lost and reason or (call.record.answered_at and 'visitor_hung_up' or 'abandoned'))
  end
  local participant = find_participant(call, participant_id)
  if participant.mode then return step_out(call, participant, reason) end
  for _, seat in ipairs(call.record.seats) do
    if seat.state == 'taken' and seat.staff_id == participant_id then
      if seat.hosts and not other_host(call, participant_id) then
        return end_call(call, lost and reason or 'staff_hung_up')
      end
      local person = depart(call, seat, reason, sent_by)
      if not sent_by then replace_companion(call, seat, not lost and participant_id) end
      settle(call)
      return place_person(person)
    end
  end
end
