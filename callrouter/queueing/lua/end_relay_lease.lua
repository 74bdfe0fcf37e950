-- Purpose: a relay renewed its registration no more (deadline "relay"). A lease whose end is found long
-- after it came is given once more: the server itself was away then, and nobody could renew.
-- ARGV[2]  relay id
-- Returns nothing
-- Events   those of lose_relay

local LATE_MS = 1000

local relay = load_relay(ARGV[2])
local ended_at = due('relay', ARGV[2], relay and relay.ends_at)
if ended_at and now - ended_at > LATE_MS then
  local ends_at = now + relay.ends_at - relay.renewed_at
  command('HSET', key('relay', ARGV[2]), 'ends_at', ends_at, 'renewed_at', now)
  arm('relay', ARGV[2], ends_at)
elseif ended_at then
  lose_relay(ARGV[2])
end
return commit()
