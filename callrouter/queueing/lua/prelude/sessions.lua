-- Purpose: what follows when a principal's last page goes.

local FORGET_MS = 3600000       -- disconnected this long is offline

-- A person is gone for longer than a page takes to reload.
local function disconnect(person)
  local hidden = person.hidden
  hidden.grace_ends_at, hidden.forget_at = nil, now + FORGET_MS
  stirred(person)
  disarm('grace', person.id)
  arm('forget', person.id, hidden.forget_at)
  local record = person.record
  if record.status == 'offline' or (record.reason == 'disconnected' and not record.next_status) then
    count(person)
  else
    local before = { status = record.status, reason = record.reason,
      next_status = record.next_status, next_reason = record.next_reason }
    set_status(person, 'away', 'disconnected')
    -- Kept until their call and its wrap-up are over, or they choose something else.
    hidden.before = (record.activity == 'on_call' or record.activity == 'wrap_up') and before or nil
  end
  if person.record.activity == 'reserved' then rescind(person) end
end

-- Back while their call or its wrap-up still goes on: what they had set before counts again.
local function restore(person)
  local record, before = person.record, person.hidden.before
  if not before then return end
  turn(person)
  record.status, record.reason = before.status, before.reason
  record.next_status, record.next_reason = before.next_status, before.next_reason
  person.hidden.before = nil
end

-- Removes a session. With the last one its principal is absent: a person's call and ringing are
-- kept for grace_ms, a party's place in a call for the call's own grace time.
local function end_session(session_id, principal, grace_ms)
  command('DEL', key('session', session_id))
  command('SREM', key('sessions', principal), session_id)
  disarm('lease', session_id)
  if has_session(principal) then return end
  date_device(principal)
  local call, participant = call_of(principal)
  if call then set_online(call, participant, false) end
  local person = load_person(principal)
  if not person then return end
  person.shelving = true
  stirred(person)
  leave_pools(person)
  if grace_ms > 0 then
    person.hidden.grace_ends_at = now + grace_ms
    arm('grace', principal, person.hidden.grace_ends_at)
  else
    disconnect(person)
  end
end

-- Somebody the engine never saw, or forgot.
local function sign_up(spec)
  local person = hold('staff', spec.staff_id, { staff_id = spec.staff_id, status = 'offline', activity = 'idle',
    since = now, missed = 0 }, { idle_since = now, signed_in_at = now, busy_ms = 0, standing = false,
    present = false, staffed = false })
  person.places = {}
  return person
end

-- Lets a person stand in other pools than until now; the caller counts and places them.
local function take_places(person, text)
  if text == person.places_text then return end
  leave_pools(person)
  for _, kind in ipairs({ 'present', 'staffed' }) do
    if person.hidden[kind] then tally(kind, person, -1) end
    person.hidden[kind] = false
  end
  person.places, person.places_text = nil, text
  command('HSET', person.key, 'places', text)
  stirred(person)
end

-- What the directory knows of a person now.
local function update(person, spec)
  local record, altered = person.record, false
  for _, name in ipairs({ 'role', 'display_name', 'centre' }) do
    altered = altered or record[name] ~= spec[name]
    record[name] = spec[name]
  end
  altered = altered or table.concat(record.languages or {}, ' ') ~= table.concat(spec.languages, ' ')
  record.languages = spec.languages
  if altered then note_person(person) end
end
