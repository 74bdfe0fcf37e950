-- Purpose: adds entries to the audit trail, once: whoever comes second is told so. Nothing else adds any.
-- ARGV[2]  the place in the journal from which they were read, 0-0 for its start
-- ARGV[3]  the hash of the last entry then, '' for none
-- ARGV[4]  the place up to which the journal was read
-- ARGV[5]  when the last of its events happened, UTC epoch ms
-- ARGV[6]  the number and the hash of the last entry now
-- ARGV[7]  JSON: days in their order, each with the number of its first new entry, the hash before it, and entries
-- ARGV[8]  JSON: days that are dropped if a day begins, each with when that is due, UTC epoch ms by this server's
--          clock: an event's may be far ahead
-- Returns  1 if they were added, 0 if the trail has gone on meanwhile
-- Events   none

local trail, days = key('trail'), key('trail_days')
local at = command('HMGET', trail, 'position', 'head')
if (at[1] or '0-0') ~= ARGV[2] or (at[2] or '') ~= ARGV[3] then return { '', 0 } end
local new = 0
for _, added in ipairs(decode(ARGV[7])) do
  new = new + command('HSETNX', days, added.day, added.number .. ' ' .. added.after)
  for _, entry in ipairs(added.entries) do command('RPUSH', key('trail_entries', added.day), entry) end
end
for _, old in ipairs(new > 0 and decode(ARGV[8]) or {}) do
  if old.over_at <= now then
    command('UNLINK', key('trail_entries', old.day), key('trail_packed', old.day))
    command('HDEL', days, old.day)
  end
end
local number, head = string.match(ARGV[6], '^(%d+) (%x*)$')
command('HSET', trail, 'position', ARGV[4], 'at', ARGV[5], 'number', number, 'head', head)
return { '', 1 }
