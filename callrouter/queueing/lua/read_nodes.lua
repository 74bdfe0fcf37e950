-- Purpose: every signaling node that is there.
-- Returns  for each, its record as JSON, when it renewed, and by
--          how much its clock is ahead
-- Events   none

local found = {}
for _, id in ipairs(command('ZRANGEBYSCORE', key('nodes'), '(' .. string.format('%.0f', now), '+inf')) do
  local stored = command('HMGET', key('node', id), 'record', 'renewed_at', 'ahead_ms')
  if stored[1] then
    for _, value in ipairs(stored) do found[#found + 1] = value end
  end
end
return { '', found }
