-- Purpose: a node begins to bring the data to the next form, or takes over from one that is gone.
-- ARGV[2]  node id
-- ARGV[3]  the form
-- ARGV[4]  for how long it is that node's unless it goes on, ms
-- Returns  token: what each further page is to show; 0: another node does it, or it is done; -1: a node or a relay
--          is there that can't read that form
-- Events   none

local change, to = key('layout_change'), tonumber(ARGV[3])
if tonumber(command('GET', key('layout'))) ~= to - 1 then return { '', 0 } end
for _, node in ipairs(nodes_there()) do
  if (node.reads_to or FIRST_FORM_TOLD) < to then return { '', -1 } end
end
for _, id in ipairs(command('SMEMBERS', key('relays'))) do
  if (load_relay(id).record.reads_to or FIRST_FORM_TOLD) < to then return { '', -1 } end
end
local kept = command('HMGET', change, 'holder', 'ends_at')
if kept[1] and kept[1] ~= ARGV[2] and tonumber(kept[2]) > now then return { '', 0 } end
command('HSET', change, 'to', to, 'holder', ARGV[2], 'ends_at', string.format('%.0f', now + tonumber(ARGV[4])))
return { '', command('HINCRBY', change, 'token', 1) }
