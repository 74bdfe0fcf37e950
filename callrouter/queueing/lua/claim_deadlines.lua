-- Purpose: take what is due on a schedule. It comes again after retry_ms unless it is carried out, so that
-- a node that dies in between loses nothing. After a while in which nobody looked (the server or all nodes were
-- away, or its clock was set ahead) nobody is counted out at once: who is there can't have said so.
-- ARGV[2]  how many at most
-- ARGV[3]  retry_ms
-- ARGV[4]  which schedule: deadlines, callback_times or outbox
-- Returns  due members with their times, alternating; and in how many ms the next is due, or ''
-- Events   none

local NOTE_MS = 1000            -- that somebody looked is written down so often
local AWAY_MS = 4000            -- nobody looked for so long: something was away
local HELD_MS = 15000           -- then all have time to be back, as long as a lease
local SET_BACK_MS = 1000
local SLEW = 20                 -- a clock that was set back is caught up with by a twentieth of the time
local OF_ABSENCE = { lease = true, grace = true, lost = true, ring = true }

local schedule = key(ARGV[4])
local held = false
if clock and ARGV[4] == 'deadlines' then
  local passed = clock.at - (clock.looked_at or clock.at)
  if passed <= -SET_BACK_MS or passed >= NOTE_MS or not clock.looked_at then
    if passed < 0 then
      clock.ahead = clock.ahead - passed
    else
      clock.ahead = math.max(0, clock.ahead - math.floor(passed / SLEW))
    end
    if passed > AWAY_MS then clock.held_until = now + HELD_MS end
    command('HSET', key('clock'), 'ahead', clock.ahead, 'looked_at', now, 'held_until', clock.held_until)
  end
  held = now < clock.held_until and clock.held_until
end
local due_now = command('ZRANGE', schedule, '-inf', now, 'BYSCORE', 'LIMIT', 0, ARGV[2], 'WITHSCORES')
local claimed = {}
for i = 1, #due_now, 2 do
  local name = due_now[i]
  if held and OF_ABSENCE[string.match(name, '^[^:]*')] then
    command('ZADD', schedule, held, name)
  else
    command('ZADD', schedule, now + ARGV[3], name)
    claimed[#claimed + 1], claimed[#claimed + 2] = name, due_now[i + 1]
  end
end
local following = command('ZRANGE', schedule, 0, 0, 'WITHSCORES')
return { '', claimed, following[2] and tostring(math.max(0, following[2] - now)) or '' }
