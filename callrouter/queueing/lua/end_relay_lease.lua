-- Purpose: a relay renewed its registration no more (deadline "relay"). Perhaps the server was away and
-- nobody could: so it is doubted at first, and lost when the server was there and it still didn't renew.
-- ARGV[2]  relay id
-- Returns nothing
-- Events   those of lose_relay

local DOUBT_MS = 1500           -- a relay tries at least so often, a lost attempt included
local LATE_MS = 500             -- found so late: the server was away again

local relay = load_relay(ARGV[2])
local ended_at = due('relay', ARGV[2], relay and relay.ends_at)
if ended_at and (not relay.doubted or now - ended_at > LATE_MS) then
  local ends_at = now + DOUBT_MS
  command('HSET', key('relay', ARGV[2]), 'ends_at', ends_at, 'doubted', 1)
  arm('relay', ARGV[2], ends_at)
elseif ended_at then
  lose_relay(ARGV[2])
end
return commit()
