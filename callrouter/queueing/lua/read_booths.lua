-- Purpose: how booths stand: connected, enrolled, in use, and what they said of themselves.
-- ARGV[2…]  booth ids
-- Returns  of each, in their order: 1 if connected, 1 if enrolled, the report as JSON or '', its time or '',
--           the help wanted there as JSON or '', what goes on there, since when or ''
-- Events   none

-- Its device is known as long as it shows its token now and then.
local function is_enrolled(booth)
  local digest = command('HGET', key('enrolled'), booth)
  return digest and command('EXISTS', key('token', digest)) or 0
end

-- What goes on at a booth, and since when; changed_at: when its device came, went, or had its last call.
local function use_of(booth, changed_at)
  local use, since = 'free', changed_at or ''
  local call_id = command('HGET', key('booths'), booth)
  local call = call_id and load_call(call_id)
  if not has_session(booth) then
    use = 'offline'
  elseif call then
    local waits = call.record.state == 'waiting'
    use = waits and 'waiting' or 'in_use'
    since = string.format('%.0f', waits and call.record.queued_at or call.record.answered_at)
  end
  return use, since
end

local reply = { '' }
for i = 2, #ARGV do
  local kept = command('HMGET', key('device', ARGV[i]), 'report', 'at', 'since')
  local use, since = use_of(ARGV[i], kept[3])
  reply[#reply + 1] = has_session(ARGV[i]) and 1 or 0
  reply[#reply + 1] = is_enrolled(ARGV[i])
  reply[#reply + 1] = kept[1] or ''
  reply[#reply + 1] = kept[2] or ''
  reply[#reply + 1] = command('HGET', key('help'), ARGV[i]) or ''
  reply[#reply + 1] = use
  reply[#reply + 1] = since
end
return reply
