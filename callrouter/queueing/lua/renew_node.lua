-- Purpose: a signaling node is there, and says how it is set.
-- ARGV[2]  NodeRecord as JSON
-- ARGV[3]  its own clock, UTC epoch ms
-- ARGV[4]  lease in ms from now
-- Returns nothing; repeated, it is renewed
-- Events   none

local id = decode(ARGV[2]).node_id
local name = key('node', id)
command('HSET', name, 'record', ARGV[2], 'renewed_at', now, 'ahead_ms', string.format('%.0f', ARGV[3] - now))
command('PEXPIRE', name, ARGV[4])
command('ZREMRANGEBYSCORE', key('nodes'), '-inf', now)
command('ZADD', key('nodes'), now + tonumber(ARGV[4]), id)
return commit()
