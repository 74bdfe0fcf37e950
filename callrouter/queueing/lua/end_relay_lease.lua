-- Purpose: a relay renewed its registration no more (deadline "relay").
-- ARGV[2]  relay id
-- Returns nothing
-- Events   those of lose_relay

local relay = load_relay(ARGV[2])
if due('relay', ARGV[2], relay and relay.ends_at) then lose_relay(ARGV[2]) end
return commit()
