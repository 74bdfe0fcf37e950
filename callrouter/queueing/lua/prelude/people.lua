-- Purpose: what people set (status), what follows (activity), and where they stand.
-- ready:<pool>   who is available, by the order of their place there: idle since, or occupancy, each with a handicap
-- present        pool -> how many people of it are connected and not offline
-- staffed        pool -> how many of those are ready and don't mean to stop

local BACK_OFF_MS = 5000        -- whoever was rung and couldn't be had isn't rung again at once

local function places_of(person)
  if not person.places then person.places = decode(person.places_text) end
  return person.places
end

-- Counts a person in or out of their pools. Where nobody is staffed any more, seats that wait move on.
local function tally(kind, person, difference)
  local counters = key(kind)
  for _, place in ipairs(places_of(person)) do
    if command('HINCRBY', counters, place.pool, difference) == 0 then
      command('HDEL', counters, place.pool)
      if kind == 'staffed'
        and command('EXISTS', key('seats', place.pool), key('partners', place.pool)) > 0 then
        arm('unstaffed', place.pool, now)
      end
    end
  end
end

-- Makes the counters right after status, next status, connection or grace changed.
local function count(person)
  local record, hidden = person.record, person.hidden
  local present = record.status ~= 'offline' and (hidden.grace_ends_at ~= nil or has_session(person.id))
  local staffed = present and record.status == 'ready' and (record.next_status or 'ready') == 'ready'
  if present ~= hidden.present then
    tally('present', person, present and 1 or -1)
    hidden.present = present
    stirred(person)
  end
  if staffed ~= hidden.staffed then
    tally('staffed', person, staffed and 1 or -1)
    hidden.staffed = staffed
    stirred(person)
  end
end

-- One stretch of a person's time ends now; what it was is told with the person.
local function turn(person)
  local record, hidden = person.record, person.hidden
  if record.activity == 'on_call' or record.activity == 'wrap_up' then
    hidden.busy_ms = hidden.busy_ms + now - record.since
  end
  if person.text and not person.was then
    local served = hidden.serving or {}
    person.was = { status = record.status, reason = record.reason, activity = record.activity, since = record.since,
      location = served.location, language = served.language, subject = served.subject }
  end
  record.since = now
  note_person(person)
end

local function set_status(person, status, reason)
  local record, hidden = person.record, person.hidden
  turn(person)
  person.shelving = true
  if record.status == 'offline' then hidden.signed_in_at, hidden.busy_ms = now, 0 end
  record.status, record.reason, record.next_status, record.next_reason = status, reason, nil, nil
  hidden.before = nil
  if status == 'ready' then hidden.idle_since = now end
  count(person)
end

local function become(person, activity, call_id, reservation_id)
  local record = person.record
  turn(person)
  person.shelving = person.shelving or record.status == 'offline'
  record.activity, record.call_id, record.reservation_id = activity, call_id, reservation_id
  record.wrap_up_ends_at = nil
end

-- Done with a call: idle, and what was to come next comes now.
local function finish(person)
  local record = person.record
  become(person, 'idle')
  person.hidden.serving, person.hidden.wrap_up_since, person.hidden.before = nil, nil, nil
  person.hidden.idle_since = now
  if record.next_status then set_status(person, record.next_status, record.next_reason) end
end

-- No longer rung. Keeps the order in which they have been idle.
local function unring(person)
  become(person, 'idle')
  person.hidden.serving = nil
end

-- Nothing is offered to a person for a while.
local function back_off(person, ms)
  if ms <= 0 then return end
  person.record.ready_at = now + ms
  arm('ready', person.id, now + ms)
  note_person(person)
end

local function available(person)
  local record = person.record
  if record.ready_at and record.ready_at <= now then
    record.ready_at = nil
    disarm('ready', person.id)
    note_person(person)
  end
  return record.status == 'ready' and record.activity == 'idle' and not record.ready_at
    and has_session(person.id)
end

-- Busy time as millionths of the time from signing in until they last became free: it must not change
-- while they stand, and returning after a reload or a back-off alters nothing.
local function occupancy(person)
  local hidden = person.hidden
  local signed_in_ms = hidden.idle_since - hidden.signed_in_at
  if signed_in_ms <= 0 then return 0 end
  return math.floor(hidden.busy_ms * 1000000 / signed_in_ms)
end

local function stand(person)
  for _, place in ipairs(places_of(person)) do
    local by = place.order == 'occupancy' and occupancy(person) or person.hidden.idle_since
    command('ZADD', key('ready', place.pool), by + (place.handicap or 0), person.id)
  end
  person.hidden.standing = true
  stirred(person)
end

local function leave_pools(person)
  if not person.hidden.standing then return end
  for _, place in ipairs(places_of(person)) do command('ZREM', key('ready', place.pool), person.id) end
  person.hidden.standing = false
  stirred(person)
end
