-- Purpose: a supervisor closes a location for new calls, says otherwise why, or opens it again.
-- ARGV[2]  location id
-- ARGV[3]  1 = open, 0 = closed
-- ARGV[4]  who switches
-- ARGV[5]  why, for the journal, or nothing
-- ARGV[6]  when the closing began that they saw, UTC epoch ms; 0 = they saw none
-- ARGV[7]  what is told there: Notice as JSON; only of a closing
-- Returns nothing; repeating is harmless, and so is wanting what is
-- Refuses  changed_meanwhile: somebody else closed it, or said otherwise why
-- Events   location.switched

local open, seen = ARGV[3] == '1', tonumber(ARGV[6])
local stored = command('HGET', key('closed'), ARGV[2])
local held = stored and decode(stored)
local told
if open then
  if not held then return commit() end
  -- Who saw none opens whatever closing there is.
  if seen > 0 and held.at ~= seen then return refuse('changed_meanwhile') end
  command('HDEL', key('closed'), ARGV[2])
  disarm('door', ARGV[2])
else
  told = decode(ARGV[7])
  if held and held.reason == told.reason and held.line == told.line and held.reopens_at == told.reopens_at then
    return commit()
  end
  if (held and held.at or 0) ~= seen then return refuse('changed_meanwhile') end
  told.by, told.at = ARGV[4], now
  command('HSET', key('closed'), ARGV[2], encode(told))
  if told.reopens_at then arm('door', ARGV[2], told.reopens_at) else disarm('door', ARGV[2]) end
end
note('location.switched', ARGV[4], encode({ location = ARGV[2], open = open, by = ARGV[4], why = ARGV[5],
  closing = told, again = not open and held ~= false }))
return commit()
