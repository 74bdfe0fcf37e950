-- Purpose: a principal's page is connected; whoever was lost or within a grace time is back.
-- ARGV[2]  SessionSpec as JSON
-- ARGV[3]  StaffSpec as JSON, or '' for a booth
-- Returns nothing
-- Refuses  not_yours: the session id belongs to another principal
-- Events   staff.changed, participant.changed, and those of a match

local session = cjson.decode(ARGV[2])
local spec = ARGV[3] ~= '' and cjson.decode(ARGV[3])
local principal = session.principal_id
local name = key('session', session.session_id)
local owner = redis.call('HGET', name, 'principal')
if owner and owner ~= principal then return refuse('not_yours') end

local first = not has_session(principal)
redis.call('HSET', name, 'principal', principal, 'ends_at', now + session.lease_ms)
redis.call('SADD', key('sessions', principal), session.session_id)
arm('lease', session.session_id, now + session.lease_ms)

local person = load_person(principal)
if spec then
  if not person then
    person = hold('staff', principal, { staff_id = principal, status = 'offline', activity = 'idle',
      since = now, hidden = { pools = {}, ready_at = 0, idle_since = now, standing = false } })
  end
  if first and person.status == 'offline' then set_status(person, 'away', 'signed_in') end
  if table.concat(person.hidden.pools, ' ') ~= table.concat(spec.pools, ' ') then
    leave_pools(person)
    person.hidden.pools = spec.pools
  end
  person.role, person.display_name = spec.role, spec.display_name
  person.centre, person.languages = spec.centre, spec.languages
  note_person(person)
end

local call, participant = call_of(principal)
if call then set_online(call, participant, true) end
if person then
  person.hidden.grace_ends_at, person.hidden.forget_at = nil, nil
  disarm('grace', principal)
  disarm('forget', principal)
  place_person(person)
end
return commit()
