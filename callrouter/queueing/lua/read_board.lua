-- Purpose: every live call and everybody who isn't offline, in one step with the journal's position.
-- Returns  position; calls as JSON; staff as JSON
-- Events   none

local function records(kind, ids)
  local found = {}
  for _, id in ipairs(ids) do found[#found + 1] = command('HGET', key(kind, id), 'record') or nil end
  return found
end

return { '', journal_position(), records('call', command('HKEYS', key('calls'))),
  records('staff', command('SMEMBERS', key('people'))) }
