-- Purpose: what every script stands on: the clock, key names, records, deadlines, the journal.
-- Joined in front of each script at load, before prelude_2_matching.lua and prelude_3_calls.lua.
-- KEYS[1]  the deployment's prefix, "{<namespace>}:"; its hash tag puts every key in one slot
-- ARGV[1]  now, UTC epoch ms, or '' for the server's clock
--
-- A script changes records in memory and writes them once, in commit(), with the events of the
-- transition. Queues and deadlines are written at once. So: refuse() only before the first write.

local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local ENDED_TTL_S = 3600        -- ended calls and reservations: late answers, rating, disposition
local OFFLINE_TTL_S = 86400     -- people who are offline and away
local FORGET_MS = 3600000       -- disconnected this long is offline
local JOURNAL_LENGTH = 100000

-- Keys ---------------------------------------------------------------------------------------

-- The one place in Lua where a key is named; keys.py lists the kinds.
local function key(kind, id)
  if id then return KEYS[1] .. kind .. ':' .. id end
  return KEYS[1] .. kind
end

-- A seat's name in queues, deadlines and reservation ids. Seat ids have no '/'.
local function seat_key(call, seat) return call.call_id .. '/' .. seat.seat_id end
local function split_seat_key(name) return string.match(name, '^(.*)/([^/]*)$') end

-- Records ------------------------------------------------------------------------------------

-- The public fields of each record, exactly those of callrouter/model/records.py.
local SHAPES = {
  participant = { 'participant_id', 'role', 'display_name', 'online', 'joined_at' },
  seat = { 'seat_id', 'role', 'language', 'state', 'staff_id', 'opened_at' },
  call = { 'call_id', 'state', 'booth_id', 'centre', 'location', 'language', 'subject', 'queued_at',
    'answered_at', 'ended_at', 'end_reason', 'disposition', 'participants', 'seats' },
  staff = { 'staff_id', 'role', 'display_name', 'centre', 'languages', 'status', 'reason', 'since',
    'activity', 'call_id', 'reservation_id', 'wrap_up_ends_at' },
  reservation = { 'reservation_id', 'call_id', 'seat_id', 'staff_id', 'role', 'language', 'subject',
    'centre', 'location', 'pool', 'queued_at', 'created_at', 'expires_at' },
}
local LISTS = { participants = 'participant', seats = 'seat', languages = 'text' }

-- JSON of a record. By shape, because cjson writes an empty list as {} and leaves absent fields out.
local function render(shape, record)
  if shape == 'text' then return cjson.encode(record) end
  local fields = {}
  for i, name in ipairs(SHAPES[shape]) do
    local value = record[name]
    local text
    if value == nil then
      text = 'null'
    elseif LISTS[name] then
      local items = {}
      for j, item in ipairs(value) do items[j] = render(LISTS[name], item) end
      text = '[' .. table.concat(items, ',') .. ']'
    else
      text = cjson.encode(value)
    end
    fields[i] = '"' .. name .. '":' .. text
  end
  return '{' .. table.concat(fields, ',') .. '}'
end

local function without_nulls(value)
  for name, item in pairs(value) do
    if item == cjson.null then
      value[name] = nil
    elseif type(item) == 'table' then
      without_nulls(item)
    end
  end
  return value
end

-- Records in use, each loaded once, in the order of loading. hidden = what only the engine knows.
local in_use, loaded = {}, {}

local function hold(shape, id, record)
  record.shape, record.key = shape, key(shape, id)
  loaded[record.key] = record
  in_use[#in_use + 1] = record
  return record
end

local function load(shape, id)
  local name = key(shape, id)
  if loaded[name] then return loaded[name] end
  local stored = redis.call('HMGET', name, 'record', 'hidden')
  if not stored[1] then return nil end
  local record = without_nulls(cjson.decode(stored[1]))
  record.text, record.hidden_text, record.hidden = stored[1], stored[2], cjson.decode(stored[2])
  -- A seat's policy travels with the seat, out of sight of whoever reads the record.
  for i, policy in ipairs(record.hidden.seats or {}) do record.seats[i].policy = policy end
  return hold(shape, id, record)
end

local function load_call(id) return load('call', id) end
local function load_person(id) return load('staff', id) end

local function load_reservation(id)
  local stored = redis.call('HMGET', key('reservation', id), 'record', 'outcome')
  if not stored[1] then return nil end
  local reservation = cjson.decode(stored[1])
  reservation.outcome = stored[2]
  return reservation
end

local function find_seat(call, seat_id)
  for _, seat in ipairs(call.seats) do
    if seat.seat_id == seat_id then return seat end
  end
end

local function find_participant(call, participant_id)
  for i, participant in ipairs(call.participants) do
    if participant.participant_id == participant_id then return participant, i end
  end
end

-- Deadlines ----------------------------------------------------------------------------------

local function arm(kind, subject, at) redis.call('ZADD', key('deadlines'), at, kind .. ':' .. subject) end
local function disarm(kind, subject) redis.call('ZREM', key('deadlines'), kind .. ':' .. subject) end

-- Whether a deadline has come, and is over with: at = when the state says it is due, nil when the
-- state knows of none. Whoever moves it to later arms it again, so one that hasn't come stays.
local function due(kind, subject, at)
  if at and at > now then return false end
  disarm(kind, subject)
  return at
end

-- The journal --------------------------------------------------------------------------------

local events, told, seats_told = {}, {}, {}

-- Notes an event; audience and data are functions, called when the records are final.
local function note(kind, audience, data) events[#events + 1] = { kind, audience, data } end

local function only(principal) return function() return principal end end

-- The call's participants, and one more who has just left it.
local function parties(call, also)
  return function()
    local ids = { also }
    for _, participant in ipairs(call.participants) do ids[#ids + 1] = participant.participant_id end
    return table.concat(ids, ' ')
  end
end

-- An event that carries the call; fields: other fields of the event.
local function note_call(kind, call, fields, also)
  note(kind, parties(call, also), function()
    local text = '{"call":' .. call.text
    for name, value in pairs(fields or {}) do text = text .. ',"' .. name .. '":' .. cjson.encode(value) end
    return text .. '}'
  end)
end

-- A change of the call as a whole; it tells about all its seats too.
local function note_transition(kind, call, fields, also)
  told[call.call_id] = true
  note_call(kind, call, fields, also)
end

local function note_seat(call, seat)
  local name = seat_key(call, seat)
  if seats_told[name] then return end
  seats_told[name] = true
  note('seat.changed', function()
    if told[call.call_id] then return nil end
    return parties(call)()
  end, function() return '{"call":' .. call.text .. ',"seat_id":' .. cjson.encode(seat.seat_id) .. '}' end)
end

-- Told once a script, and only if the record really changed.
local function note_person(person)
  if person.noted then return end
  person.noted = true
  note('staff.changed', function()
    if not person.changed then return nil end
    return person.staff_id
  end, function() return '{"staff":' .. person.text .. '}' end)
end

-- Answers -------------------------------------------------------------------------------------

local function has_session(principal) return redis.call('EXISTS', key('sessions', principal)) == 1 end

local function save(record)
  local text = render(record.shape, record)
  record.changed = text ~= record.text
  record.text = text
  if record.seats then
    record.hidden.seats = {}
    for i, seat in ipairs(record.seats) do record.hidden.seats[i] = seat.policy end
  end
  local hidden_text = cjson.encode(record.hidden)
  if not record.changed and hidden_text == record.hidden_text then return end
  redis.call('HSET', record.key, 'record', text, 'hidden', hidden_text)
  if record.state == 'ended' then redis.call('EXPIRE', record.key, ENDED_TTL_S) end
  if record.shape == 'staff' then
    local gone = record.status == 'offline' and record.activity == 'idle'
    redis.call(gone and 'SREM' or 'SADD', key('people'), record.staff_id)
    if gone and not has_session(record.staff_id) then
      redis.call('EXPIRE', record.key, OFFLINE_TTL_S)
    else
      redis.call('PERSIST', record.key)
    end
  end
end

-- Writes the records in use and the noted events, and answers with the values given.
local function commit(...)
  for _, record in ipairs(in_use) do save(record) end
  for _, event in ipairs(events) do
    local audience = event[2]()
    if audience then
      redis.call('XADD', key('journal'), 'MAXLEN', '~', JOURNAL_LENGTH, '*',
        'type', event[1], 'at', now, 'audience', audience, 'data', event[3]())
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

-- Answers no. Nothing may have been written.
local function refuse(code) return { code } end

local function journal_position()
  local last = redis.call('XREVRANGE', key('journal'), '+', '-', 'COUNT', 1)
  return last[1] and last[1][1] or '0-0'
end
