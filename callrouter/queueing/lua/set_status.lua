-- Purpose: a person becomes ready, away or offline; during a call and its wrap-up only offline acts
-- at once, the rest is what comes next.
-- ARGV[2]  staff id
-- ARGV[3]  status
-- ARGV[4]  reason, or ''
-- ARGV[5]  the supervisor who sets it, if it isn't the person
-- ARGV[6]  why they do
-- Returns nothing
-- Refuses  no_such_person; wrong_state: ready, or away after being offline, without a connection
-- Events   staff.steered, staff.changed, reservation.ended (rescinded), and those of a match

local person = load_person(ARGV[2])
local status, reason = ARGV[3], ARGV[4] ~= '' and ARGV[4] or nil
if not person then return refuse('no_such_person') end
local record = person.record
local comes = status == 'ready' or (status == 'away' and record.status == 'offline')
if comes and not has_session(ARGV[2]) and not person.hidden.grace_ends_at then
  return refuse('wrong_state')
end

local same = record.status == status and record.reason == reason
if status ~= 'offline' and (record.activity == 'on_call' or record.activity == 'wrap_up') then
  local next_status, next_reason = not same and status or nil, not same and reason or nil
  if record.next_status ~= next_status or record.next_reason ~= next_reason then
    record.next_status, record.next_reason, person.hidden.before = next_status, next_reason, nil
    note_person(person)
    count(person)
    if ARGV[5] then note_status_set(person, status, reason, ARGV[5], ARGV[6]) end
  end
  return commit()
end
if same and not record.next_status then return commit() end

set_status(person, status, reason)
if ARGV[5] then note_status_set(person, status, reason, ARGV[5], ARGV[6]) end
if status ~= 'ready' and record.activity == 'reserved' then rescind(person) end
place_person(person)
return commit()
