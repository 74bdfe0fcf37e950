-- Purpose: somebody disconnected for long is offline (deadline "forget").
-- ARGV[2]  staff id
-- Returns nothing
-- Events   staff.changed

local person = load_person(ARGV[2])
if due('forget', ARGV[2], person and person.hidden.forget_at) then
  person.hidden.forget_at = nil
  stirred(person)
  if person.record.status ~= 'offline' then set_status(person, 'offline', nil) end
end
return commit()
