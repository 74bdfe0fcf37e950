-- Purpose: a citizen's device comes in by a link; whichever was in before is so no longer.
-- ARGV[2]  request id
-- ARGV[3]  invitation id of the link
-- ARGV[4]  the citizen, by name
-- ARGV[5]  digest of the token the device will show
-- ARGV[6]  until when that is good
-- Returns  nothing; the same device again is answered as before
-- Refuses  no_such_request; link_revoked: the link is for another conversation than the one agreed on;
--          used_elsewhere: another device is connected
-- Events   none

local name = key('callback', ARGV[2])
local kept = command('HMGET', name, 'record', 'invitation', 'device')
if not kept[1] then return refuse('no_such_request') end
if kept[2] ~= ARGV[3] then return refuse('link_revoked') end
if kept[3] == ARGV[5] and command('GET', key('token', ARGV[5])) == ARGV[4] then return { '' } end
if kept[3] and has_session(ARGV[4]) then return refuse('used_elsewhere') end

if kept[3] then command('DEL', key('token', kept[3])) end
command('HSET', name, 'device', ARGV[5])
command('SET', key('token', ARGV[5]), ARGV[4], 'PXAT', ARGV[6])
return { '' }
