-- Purpose: adds entries to the audit trail, once: whoever comes second is told so. Nothing else adds any.
-- ARGV[2]  the place in the journal from which they were read, 0-0 for its start
-- ARGV[3]  the hash of the last entry then, '' for none
-- ARGV[4]  the place up to which the journal was read
-- ARGV[5]  when the last of its events happened, UTC epoch ms
-- ARGV[6]  the number and the hash of the last entry now
-- ARGV[7]  JSON: days in their order, each with the number of its first new entry, the hash before it, and entries
-- ARGV[8]  JSON: days that are dropped, of which the last entry tells
-- Returns  1 if they were added, 0 if the trail has gone on meanwhile, or the journal doesn't know ARGV[4]
-- Events   none

local trail, days = key('trail'), key('trail_days')
local at = command('HMGET', trail, 'position', 'head')
if (at[1] or '0-0') ~= ARGV[2] or (at[2] or '') ~= ARGV[3] then return { '', 0 } end
if ARGV[4] ~= ARGV[2] and not has_told(ARGV[4]) then return { '', 0 } end
for _, added in ipairs(decode(ARGV[7])) do
  command('HSETNX', days, added.day, added.number .. ' ' .. added.after)
  for _, entry in ipairs(added.entries) do command('RPUSH', key('trail_entries', added.day), entry) end
end
for _, old in ipairs(decode(ARGV[8])) do
  command('UNLINK', key('trail_entries', old), key('trail_packed', old))
  command('HDEL', days, old)
  command('HDEL', key('trail_signatures'), old)
end
local number, head = string.match(ARGV[6], '^(%d+) (%x*)$')
command('HSET', trail, 'position', ARGV[4], 'at', ARGV[5], 'number', number, 'head', head)
return { '', 1 }
