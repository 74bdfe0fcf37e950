-- Purpose: somebody tries to sign in. It counts as wrong before it is made, so that many at once don't slip by.
-- ARGV[2…] for each count: whose it is; as a JSON list, how long one waits after each wrong try, ms; and after
--          how long one of them is forgotten, ms
-- Returns  how long to wait before this try may be made, ms; if 0: how long before the next one, if it is wrong
-- Events   none

local wait = 0
for i = 2, #ARGV, 3 do
  local till = tonumber(command('HGET', key('tries', ARGV[i]), 'until') or 0)
  wait = math.max(wait, till - now)
end
if wait > 0 then return { '', wait, 0 } end

local delay = 0
for i = 2, #ARGV, 3 do
  local name, delays, forgotten_ms = key('tries', ARGV[i]), decode(ARGV[i + 1]), tonumber(ARGV[i + 2])
  local kept = command('HMGET', name, 'count', 'at')
  local count, at = tonumber(kept[1] or 0), tonumber(kept[2] or now)
  local forgotten = math.floor((now - at) / forgotten_ms)
  if forgotten < count then
    count, at = count - forgotten, at + forgotten * forgotten_ms
  else
    count, at = 0, now
  end
  -- Of a long attack no more is remembered than makes the longest wait.
  count = math.min(count + 1, #delays)
  local own = delays[count]
  command('HSET', name, 'count', count, 'at', string.format('%.0f', at), 'until', string.format('%.0f', now + own))
  command('PEXPIRE', name, math.max(at + count * forgotten_ms - now, own))
  delay = math.max(delay, own)
end
return { '', 0, delay }
