-- Purpose: keeps a day of the statistics added up, unless it was added to since its intervals were read.
-- ARGV[2]  start of the day, UTC epoch ms
-- ARGV[3]  its mark when its intervals were read: the place in the journal up to which it was added to
-- ARGV[4]  for how many seconds it is kept
-- ARGV[5]  the form of what is kept, which becomes the day's mark
-- ARGV[6]  name of a slice, and so on in pairs
-- ARGV[7]  its rows, packed
-- Returns  1 if it was kept, 0 if its mark is another one
-- Events   none

local days = key('statistics_days')
if redis.call('HGET', days, ARGV[2]) ~= ARGV[3] then return { '', 0 } end
local name = key('statistics_day', ARGV[2])
redis.call('DEL', name)
for place = 6, #ARGV, 2 do redis.call('HSET', name, ARGV[place], ARGV[place + 1]) end
redis.call('EXPIRE', name, ARGV[4])
redis.call('HSET', days, ARGV[2], ARGV[5])
return { '', 1 }
