-- Purpose: a relay is about to stop: it takes no new calls, those it has go on.
-- ARGV[2]  relay id
-- Returns nothing; repeated, or for an unknown relay, nothing happens
-- Events   relay.draining

local relay = load_relay(ARGV[2])
if relay and not relay.record.draining then
  relay.record.draining = true
  command('HSET', key('relay', ARGV[2]), 'record', encode(relay.record))
  note_relay('relay.draining', ARGV[2])
end
return commit()
