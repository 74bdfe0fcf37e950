-- Purpose: a location that was closed until now opens by itself (deadline "door").
-- ARGV[2]  location id
-- Returns nothing
-- Events   location.switched

local stored = command('HGET', key('closed'), ARGV[2])
local held = stored and decode(stored)
if not due('door', ARGV[2], held and held.reopens_at) then return commit() end

command('HDEL', key('closed'), ARGV[2])
note('location.switched', held.by, encode({ location = ARGV[2], open = true }))
return commit()
