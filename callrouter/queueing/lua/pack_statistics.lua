-- Purpose: keeps an interval of the statistics in less room, unless it was added to since it was read.
-- ARGV[2]  start of the interval
-- ARGV[3]  its mark when it was read: the place in the journal up to which it was added to
-- ARGV[4]  all its figures, packed
-- Returns  1 if it was packed, 0 if its mark is another one
-- Events   none

local kept, name = key('statistics'), key('statistics', ARGV[2])
if redis.call('HGET', kept, ARGV[2]) ~= ARGV[3] then return { '', 0 } end
redis.call('HDEL', kept, ARGV[2])
local left_ms = redis.call('PTTL', name)
if left_ms > 0 then
  redis.call('DEL', name)
  redis.call('HSET', name, 'packed', ARGV[4])
  redis.call('PEXPIRE', name, left_ms)
end
return { '', 1 }
