-- Purpose: a person becomes ready, away or offline; in a call or wrap-up it acts afterwards.
-- ARGV[2]  staff id
-- ARGV[3]  status
-- ARGV[4]  reason, or ''
-- Returns nothing
-- Refuses  no_such_person; wrong_state: ready without a connection
-- Events   staff.changed, reservation.ended (rescinded), and those of a match

local person = load_person(ARGV[2])
local status, reason = ARGV[3], ARGV[4] ~= '' and ARGV[4] or nil
if not person then return refuse('no_such_person') end
if status == 'ready' and not has_session(ARGV[2]) and not person.hidden.grace_ends_at then
  return refuse('wrong_state')
end
if person.status == status and person.reason == reason then return commit() end

if status == 'ready' then
  person.hidden.idle_since, person.hidden.ready_at = now, 0
  disarm('ready', ARGV[2])
end
set_status(person, status, reason)
if status ~= 'ready' and person.activity == 'reserved' then
  pass_on(load_reservation(person.reservation_id), 'rescinded')
end
place_person(person)
return commit()
