-- Purpose: a node's sessions are still connected.
-- ARGV[2]  lease in ms from now
-- ARGV[3…] session ids
-- Returns the ids of the sessions that exist no more
-- Events   none

local ends_at = now + tonumber(ARGV[2])
local unknown = {}
for i = 3, #ARGV do
  local name = key('session', ARGV[i])
  if command('EXISTS', name) == 1 then
    command('HSET', name, 'ends_at', ends_at)
    arm('lease', ARGV[i], ends_at)
  else
    unknown[#unknown + 1] = ARGV[i]
  end
end
return { '', unknown }
