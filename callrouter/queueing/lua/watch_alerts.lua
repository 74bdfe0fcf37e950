-- Purpose: one node at a time looks after alerts: who asks, if nobody else does.
-- ARGV[2]  who asks
-- ARGV[3]  for how long it is theirs then, ms
-- Returns  the time; 1 if it is theirs, else 0; the revision of what is kept, conditions by key and notices by id
--          as JSON: nothing of these for who isn't the one
-- Events   none

local watch = key('alert_watch')
local kept = command('HMGET', watch, 'holder', 'ends_at', 'revision')
if kept[1] and kept[1] ~= ARGV[2] and tonumber(kept[2]) > now then return { '', now, 0, 0, {}, {} } end
command('HSET', watch, 'holder', ARGV[2], 'ends_at', string.format('%.0f', now + tonumber(ARGV[3])))
return { '', now, 1, tonumber(kept[3] or 0), command('HGETALL', key('alerts')), command('HGETALL', key('alert_notices')) }
