-- Purpose: somebody who was offered nothing for a while is available again (deadline "ready").
-- ARGV[2]  staff id
-- Returns nothing
-- Events   staff.changed, and those of a match

local person = load_person(ARGV[2])
if due('ready', ARGV[2], person and person.record.ready_at) then
  person.record.ready_at = nil
  note_person(person)
  place_person(person)
end
return commit()
