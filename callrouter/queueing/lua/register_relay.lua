-- Purpose: a relay process says that it is there, and takes in calls whose media lives nowhere.
-- ARGV[2]  RelayRecord as JSON
-- ARGV[3]  lease in ms from now
-- Returns nothing; repeated, the registration is renewed. Whoever was told to drain still drains
-- Events   relay.registered, media.moved, and those of matches for which there is room now

local record, text = decode(ARGV[2]), ARGV[2]
local id = record.relay_id
local known = load_relay(id)
if known and known.record.draining and not record.draining then
  record.draining = true
  text = encode(record)
end
local ends_at = now + tonumber(ARGV[3])
command('HSET', key('relay', id), 'record', text, 'ends_at', ends_at, 'renewed_at', now)
command('HDEL', key('relay', id), 'doubted')
command('HSETNX', key('relay', id), 'load', '{"legs":0,"packets_per_s":0,"cpu":0}')
command('SADD', key('relays'), id)
arm('relay', id, ends_at)
loaded[key('relay', id)] = nil
if not known then note_relay('relay.registered', id) end
room_freed = true
take_in_stranded(false)     -- others that were lost with it may come a moment later
return commit()
