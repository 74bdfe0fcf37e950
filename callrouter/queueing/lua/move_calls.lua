-- Purpose: the calls of a relay that drains go on elsewhere, if there is an elsewhere.
-- ARGV[2]  relay id
-- Returns how many stay
-- Events   relay.draining, media.moved

local relay = load_relay(ARGV[2])
if not relay then return { '', 0 } end
if not relay.record.draining then
  relay.record.draining = true
  command('HSET', key('relay', ARGV[2]), 'record', encode(relay.record))
  note_relay('relay.draining', ARGV[2])
end
return commit(rehouse(command('SMEMBERS', key('placed', ARGV[2])), true))
