-- Purpose: the time for wrapping up is over (deadline "wrap_up").
-- ARGV[2]  staff id
-- Returns nothing
-- Events   staff.changed, and those of a match

local person = load_person(ARGV[2])
if due('wrap_up', ARGV[2], person and person.record.wrap_up_ends_at) then
  finish(person)
  place_person(person)
end
return commit()
