-- Purpose: take deadlines that have come. They come again after retry_ms unless applied, so that
-- a node that dies in between loses none.
-- ARGV[2]  how many at most
-- ARGV[3]  retry_ms
-- Returns  due members with their times, alternating; and in how many ms the next is due, or ''
-- Events   none

local due_now = command('ZRANGE', key('deadlines'), '-inf', now, 'BYSCORE', 'LIMIT', 0, ARGV[2], 'WITHSCORES')
for i = 1, #due_now, 2 do command('ZADD', key('deadlines'), now + ARGV[3], due_now[i]) end
local following = command('ZRANGE', key('deadlines'), 0, 0, 'WITHSCORES')
return { '', due_now, following[2] and tostring(math.max(0, following[2] - now)) or '' }
