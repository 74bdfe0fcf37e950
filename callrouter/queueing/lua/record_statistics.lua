-- Purpose: adds what a stretch of the journal tells to the statistics, once: whoever comes second is told so.
-- ARGV[2]  the place in the journal from which the stretch was read, 0-0 for its start
-- ARGV[3]  the place up to which it was read
-- ARGV[4]  when the last of its events happened, UTC epoch ms
-- ARGV[5]  for how many seconds an interval is kept after it was last added to
-- ARGV[6]  JSON: start of an interval -> name of a figure -> what to add
-- Returns  1 if this was added, 0 if the statistics are no longer at ARGV[2], or the journal doesn't know ARGV[3]
-- Events   none

local kept, days = key('statistics'), key('statistics_days')
if (redis.call('HGET', kept, 'position') or '0-0') ~= ARGV[2] then return { '', 0 } end
if ARGV[3] ~= ARGV[2] and not has_told(ARGV[3]) then return { '', 0 } end
redis.call('HSET', kept, 'position', ARGV[3], 'at', ARGV[4])
for interval, figures in pairs(cjson.decode(ARGV[6])) do
  local name = key('statistics', interval)
  for figure, count in pairs(figures) do redis.call('HINCRBY', name, figure, count) end
  redis.call('EXPIRE', name, ARGV[5])
  -- The interval's mark: never the same again, so that whoever packs it sees that it was added to.
  redis.call('HSET', kept, interval, ARGV[3])
  -- And its day's, in UTC: what was added up of it is so no more.
  local day = string.format('%.0f', interval - interval % 86400000)
  redis.call('HSET', days, day, ARGV[3])
  redis.call('DEL', key('statistics_day', day))
end
return { '', 1 }
