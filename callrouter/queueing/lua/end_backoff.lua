-- Purpose: somebody who declined is available again (deadline "ready").
-- ARGV[2]  staff id
-- Returns nothing
-- Events   those of a match

local person = load_person(ARGV[2])
if due('ready', ARGV[2], person and person.hidden.ready_at) then place_person(person) end
return commit()
