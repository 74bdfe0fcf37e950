-- Purpose: every live call, everybody who isn't offline, what help is wanted, what was reported of visitors and
-- what is alerted to, in one step with the position.
-- Returns  position; calls, staff, requests for help, reports and alerts, those about to be too, as JSON
-- Events   none

local function records(kind, ids)
  local found = {}
  for _, id in ipairs(ids) do found[#found + 1] = command('HGET', key(kind, id), 'record') or nil end
  return found
end

return { '', journal_position(), records('call', command('HKEYS', key('calls'))),
  records('staff', command('SMEMBERS', key('people'))), command('HVALS', key('help')), command('HVALS', key('flagged')),
  command('HVALS', key('alerts')) }
