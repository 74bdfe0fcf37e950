-- Purpose: this server was away, so nobody could renew: every relay gets a whole lease to do so.
-- ARGV[2]  lease in ms from now
-- Returns nothing
-- Events   none

local ends_at = now + tonumber(ARGV[2])
for _, id in ipairs(command('SMEMBERS', key('relays'))) do
  if load_relay(id).ends_at < ends_at then
    command('HSET', key('relay', id), 'ends_at', ends_at)
    arm('relay', id, ends_at)
  end
end
return commit()
