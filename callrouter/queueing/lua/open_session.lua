-- Purpose: a principal's page is connected; whoever was lost or within a grace time is back.
-- ARGV[2]  SessionSpec as JSON
-- ARGV[3]  StaffSpec as JSON, without its places, or '' for a booth
-- ARGV[4]  the places as JSON, or ''
-- Returns nothing
-- Refuses  not_yours: the session id belongs to another principal
-- Events   staff.changed, participant.changed, and those of a match

local session = decode(ARGV[2])
local spec = ARGV[3] ~= '' and decode(ARGV[3])
local principal = session.principal_id
local name = key('session', session.session_id)
local owner = command('HGET', name, 'principal')
if owner and owner ~= principal then return refuse('not_yours') end

local first = not has_session(principal)
command('HSET', name, 'principal', principal, 'ends_at', now + session.lease_ms)
command('SADD', key('sessions', principal), session.session_id)
arm('lease', session.session_id, now + session.lease_ms)

if first then date_device(principal) end

local person = load_person(principal)
if spec then
  person = person or sign_up(spec)
  take_places(person, ARGV[4])
  if first and person.record.status == 'offline' then set_status(person, 'away', 'signed_in') end
  update(person, spec)
end

local call, participant = call_of(principal)
if call then set_online(call, participant, true) end
if person then
  if person.hidden.grace_ends_at or person.hidden.forget_at then
    person.hidden.grace_ends_at, person.hidden.forget_at = nil, nil
    disarm('grace', principal)
    disarm('forget', principal)
    stirred(person)
  end
  restore(person)
  if first then
    person.shelving = true
    stirred(person)
  end
  count(person)
  place_person(person)
end
return commit()
