-- Purpose: somebody tries to sign in. It counts as wrong before it is made, so that many at once don't slip by.
-- ARGV[2…] for each count: whose it is, and as a JSON list how long one waits after each wrong try, ms
-- Returns  how long to wait before this try may be made, ms; if 0: how long before the next one, if it is wrong
-- Events   none

local FORGOTTEN_MS = 3600000  -- a count is forgotten after an hour without a try
local wait = 0
for i = 2, #ARGV, 2 do
  local till = tonumber(command('HGET', key('tries', ARGV[i]), 'until') or 0)
  wait = math.max(wait, till - now)
end
if wait > 0 then return { '', wait, 0 } end

local delay = 0
for i = 2, #ARGV, 2 do
  local name, delays = key('tries', ARGV[i]), decode(ARGV[i + 1])
  local own = delays[math.min(command('HINCRBY', name, 'count', 1), #delays)]
  command('HSET', name, 'until', string.format('%.0f', now + own))
  command('PEXPIRE', name, FORGOTTEN_MS)
  delay = math.max(delay, own)
end
return { '', 0, delay }
