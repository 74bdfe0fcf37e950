-- Purpose: take what is due on a schedule. It comes again after retry_ms unless it is carried out, so that
-- a node that dies in between loses nothing.
-- ARGV[2]  how many at most
-- ARGV[3]  retry_ms
-- ARGV[4]  which schedule: deadlines, callback_times or outbox
-- Returns  due members with their times, alternating; and in how many ms the next is due, or ''
-- Events   none

local schedule = key(ARGV[4])
local due_now = command('ZRANGE', schedule, '-inf', now, 'BYSCORE', 'LIMIT', 0, ARGV[2], 'WITHSCORES')
for i = 1, #due_now, 2 do command('ZADD', schedule, now + ARGV[3], due_now[i]) end
local following = command('ZRANGE', schedule, 0, 0, 'WITHSCORES')
return { '', due_now, following[2] and tostring(math.max(0, following[2] - now)) or '' }
