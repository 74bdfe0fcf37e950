-- Purpose: one node at a time tells, in logs and traces, how calls went: who asks, if nobody else does.
-- ARGV[2]  who asks
-- ARGV[3]  for how long it is theirs then, ms
-- ARGV[4]  the end of a call up to which they have told, an event's id; empty: they only ask
-- ARGV[5]  from where the journal is read by whoever comes next, an event's id
-- Returns  1 if it is theirs, else 0; up to where all is told, and from where to read; empty where nobody ever told
-- Events   none

local stories = key('call_stories')
local kept = command('HMGET', stories, 'holder', 'ends_at', 'told', 'read_from')
if kept[1] and kept[1] ~= ARGV[2] and tonumber(kept[2]) > now then return { '', 0, '', '' } end
command('HSET', stories, 'holder', ARGV[2], 'ends_at', string.format('%.0f', now + tonumber(ARGV[3])))
if ARGV[4] ~= '' and kept[1] == ARGV[2] then
  command('HSET', stories, 'told', ARGV[4], 'read_from', ARGV[5])
  return { '', 1, ARGV[4], ARGV[5] }
end
return { '', 1, kept[3] or '', kept[4] or '' }
