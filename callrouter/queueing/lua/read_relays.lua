-- Purpose: every registered relay, in one step with the journal's position.
-- Returns  position; for each relay its record and load as JSON, when it renewed, and how many calls it has
-- Events   none

local found = {}
local ids = command('SMEMBERS', key('relays'))
table.sort(ids)
for _, id in ipairs(ids) do
  local stored = command('HMGET', key('relay', id), 'record', 'load', 'renewed_at')
  for _, value in ipairs(stored) do found[#found + 1] = value end
  found[#found + 1] = command('SCARD', key('placed', id))
end
return { '', journal_position(), found }
