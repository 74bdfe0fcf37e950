-- Purpose: calls, people and reservations in use, the events noted of them, and the one place that writes both.
-- A record has two halves: ``record``, which is public and goes out as it is, and ``hidden``, which only
-- the engine knows. Who alters one says so with changed() or stirred(); nothing else is written.

local ENDED_TTL_S = 3600        -- ended calls and reservations: late answers, rating, disposition
local OFFLINE_TTL_S = 86400     -- people who are offline and away
local JOURNAL_LENGTH = '100000'

local function hold(kind, id, record, hidden)
  local item = { kind = kind, id = id, key = key(kind, id), record = record, hidden = hidden }
  loaded[item.key] = item
  in_use[#in_use + 1] = item
  return item
end

-- The public half was altered, or only the hidden one.
local function changed(item) item.changed, item.stirred = true, true end
local function stirred(item) item.stirred = true end

local function load_call(id)
  local name = key('call', id)
  if loaded[name] then return loaded[name] end
  local stored = command('HMGET', name, 'record', 'hidden')
  if not stored[1] then return nil end
  local call = hold('call', id, decode(stored[1]), decode(stored[2]))
  call.text, call.plans, call.new_plans = stored[1], {}, {}
  return call
end

local function load_person(id)
  local name = key('staff', id)
  if loaded[name] then return loaded[name] end
  local stored = command('HMGET', name, 'record', 'hidden', 'places')
  if not stored[1] then return nil end
  local person = hold('staff', id, decode(stored[1]), decode(stored[2]))
  person.text, person.places_text = stored[1], stored[3]
  return person
end

-- A seat's name in queues, deadlines and reservation ids. Seat ids have no '/'.
local function seat_key(call, seat) return call.id .. '/' .. seat.seat_id end
local function split_seat_key(name) return string.match(name, '^(.*)/([^/]*)$') end

-- Not decoded: its id says for which seat it is, and its text goes out as it came in.
local function load_reservation(id)
  local stored = command('HMGET', key('reservation', id), 'outcome', 'staff_id', 'record')
  if not stored[1] then return nil end
  local call_id, seat_id = string.match(id, '^(.*)/([^/]*)#%d+$')
  return { id = id, call_id = call_id, seat_id = seat_id, outcome = stored[1], staff_id = stored[2], text = stored[3] }
end

local function find_seat(call, seat_id)
  for _, seat in ipairs(call.record.seats) do
    if seat.seat_id == seat_id then return seat end
  end
end

local function find_participant(call, participant_id)
  for i, participant in ipairs(call.record.participants) do
    if participant.participant_id == participant_id then return participant, i end
  end
end

-- The journal --------------------------------------------------------------------------------

-- Notes an event. audience: the principals, by name; data: JSON. Either may be a function, called
-- when the records are final; without an audience nothing is told.
local function note(kind, audience, data) events[#events + 1] = { kind, audience, data } end

local function field(name, value) return ',"' .. name .. '":' .. encode(value) end

-- An event that carries the call, for its participants and ``also``; extra: other fields, as JSON.
local function note_call(kind, call, extra, also)
  events[#events + 1] = { kind, call = call, extra = extra or '', also = also }
end

local function render_call(event)
  local ids = { event.also }
  for _, participant in ipairs(event.call.record.participants) do ids[#ids + 1] = participant.participant_id end
  return table.concat(ids, ' '), '{"call":' .. event.call.text .. event.extra .. '}'
end

local function render_person(person)
  return person.id, '{"staff":' .. person.text .. (person.was and field('was', person.was) or '')
    .. (person.steered_by and field('by', person.steered_by) or '') .. '}'
end

-- A change of the call as a whole; it tells about all its seats too.
local function note_transition(kind, call, extra, also)
  call.told = true
  note_call(kind, call, extra, also)
end

-- by: who asked for the seat or withdrew it, if anybody did.
local function note_seat(call, seat, by)
  changed(call)
  call.seats_told = call.seats_told or {}
  if call.seats_told[seat.seat_id] then return end
  call.seats_told[seat.seat_id] = true
  note_call('seat.changed', call, field('seat_id', seat.seat_id) .. (by and field('by', by) or ''))
  events[#events].of_seat = true
end

-- Told once a script, as the person is in the end.
local function note_person(person)
  changed(person)
  if person.noted then return end
  person.noted = true
  events[#events + 1] = { 'staff.changed', person = person }
end

-- Writing ------------------------------------------------------------------------------------

-- People who are offline and idle are listed no more, and forgotten when they have no page either.
local function shelve(person)
  local gone = person.record.status == 'offline' and person.record.activity == 'idle'
  command(gone and 'SREM' or 'SADD', key('people'), person.id)
  if gone and not has_session(person.id) then
    command('EXPIRE', person.key, OFFLINE_TTL_S)
  else
    command('PERSIST', person.key)
  end
end

local function save(item)
  if not item.stirred then return end
  local fields = item.new_plans or {}
  if item.changed then
    item.text = encode(item.record)
    fields[#fields + 1], fields[#fields + 2] = 'record', item.text
  end
  fields[#fields + 1], fields[#fields + 2] = 'hidden', encode(item.hidden)
  command('HSET', item.key, unpack(fields))
  -- What is noted of a call, and said of it in the wrap-up, needs the call.
  if item.record.ended_at then
    local needed_ms = math.max(item.hidden.notes_ms or 0, item.hidden.longest_wrap_up_ms or 0)
    command('EXPIRE', item.key, math.max(ENDED_TTL_S, math.ceil(needed_ms / 1000)))
  end
  if item.shelving then shelve(item) end
end

local give_room -- in relays.lua

-- Writes the records in use and the noted events, and answers with the values given.
local function commit(...)
  if room_freed then give_room() end
  for _, item in ipairs(in_use) do save(item) end
  local journal, at = key('journal'), string.format('%.0f', now)
  for _, event in ipairs(events) do
    local audience, data = event[2], event[3]
    if event.person then
      audience, data = render_person(event.person)
    elseif event.call and not (event.of_seat and event.call.told) then
      audience, data = render_call(event)
    end
    if type(audience) == 'function' then audience = audience() end
    if audience then
      if type(data) == 'function' then data = data() end
      command('XADD', journal, 'MAXLEN', '~', JOURNAL_LENGTH, '*',
        'type', event[1], 'at', at, 'audience', audience, 'data', data)
    end
  end
  return { '', ... }
end

-- Answers with the call's record, as it is after the transition.
local function answer(call)
  local reply = commit()
  reply[2] = call.text
  return reply
end
