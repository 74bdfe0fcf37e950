-- Purpose: a relay is still there, and says how much it does.
-- ARGV[2]  relay id
-- ARGV[3]  RelayLoad as JSON
-- ARGV[4]  lease in ms from now
-- Returns 1, or 0 if it isn't registered (any more): it may register again
-- Events   media.moved: there is a relay again for a call whose media lives nowhere; those of matches

local id = ARGV[2]
if not load_relay(id) then return { '', 0 } end
local ends_at = now + tonumber(ARGV[4])
command('HSET', key('relay', id), 'load', ARGV[3], 'ends_at', ends_at, 'renewed_at', now)
command('HDEL', key('relay', id), 'doubted')
arm('relay', id, ends_at)
loaded[key('relay', id)] = nil
room_freed = true
take_in_stranded(true)
return commit(1)
