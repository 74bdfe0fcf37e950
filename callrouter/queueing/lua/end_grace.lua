-- Purpose: a person's page didn't come back in time (deadline "grace").
-- ARGV[2]  staff id
-- Returns nothing
-- Events   staff.changed, reservation.ended (rescinded), and those of the seat's next match

local person = load_person(ARGV[2])
if due('grace', ARGV[2], person and person.hidden.grace_ends_at) then disconnect(person) end
return commit()
