-- Purpose: messages that are to be sent.
-- ARGV[2…]  message ids
-- Returns  of each, in their order, the message as JSON; '' if it is gone, and then it is due no longer
-- Events   none

local reply = { '' }
for i = 2, #ARGV do
  local text = command('GET', key('message', ARGV[i]))
  if not text then command('ZREM', key('outbox'), ARGV[i]) end
  reply[#reply + 1] = text or ''
end
return reply
