-- Purpose: where the media of some calls lives, in one step with the journal's position.
-- ARGV[2…] call ids
-- Returns  position; for each call its record as JSON ('' if it is unknown) and its relay's id or ''
-- Events   none

local found = {}
for i = 2, #ARGV do
  local call = load_call(ARGV[i])
  found[#found + 1] = call and call.text or ''
  found[#found + 1] = call and call.hidden.relay_id or ''
end
return { '', journal_position(), found }
