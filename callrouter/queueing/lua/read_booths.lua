-- Purpose: how booths stand: connected, enrolled, and what they said of themselves.
-- ARGV[2…]  booth ids
-- Returns  of each, in their order: 1 if connected, 1 if enrolled, the report as JSON or '', its time or '',
--           the help wanted there as JSON or ''
-- Events   none

-- Its device is known as long as it shows its token now and then.
local function is_enrolled(booth)
  local digest = command('HGET', key('enrolled'), booth)
  return digest and command('EXISTS', key('token', digest)) or 0
end

local reply = { '' }
for i = 2, #ARGV do
  local kept = command('HMGET', key('device', ARGV[i]), 'report', 'at')
  reply[#reply + 1] = has_session(ARGV[i]) and 1 or 0
  reply[#reply + 1] = is_enrolled(ARGV[i])
  reply[#reply + 1] = kept[1] or ''
  reply[#reply + 1] = kept[2] or ''
  reply[#reply + 1] = command('HGET', key('help'), ARGV[i]) or ''
end
return reply
