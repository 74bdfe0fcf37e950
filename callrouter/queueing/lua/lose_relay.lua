-- Purpose: a relay's process is gone: its calls go on elsewhere at once.
-- ARGV[2]  relay id
-- ARGV[3]  ms: it stays if it renewed its lease more recently than that; 0 = it goes whatever it said
-- Returns 1 if it is registered no more, 0 if it stays; repeating is harmless
-- Events   relay.gone, media.moved

local relay = load_relay(ARGV[2])
if not relay then return { '', 1 } end
if now - relay.renewed_at < tonumber(ARGV[3]) then return { '', 0 } end
lose_relay(ARGV[2])
return commit(1)
