-- Purpose: a node begins to bring the data to the next form, or takes over from one that is gone. It begins when
-- nobody who can't read that form was there for a while: a node that only starts again can't come back after that.
-- ARGV[2]  node id
-- ARGV[3]  the form
-- ARGV[4]  for how long it is that node's unless it goes on, ms
-- ARGV[5]  for how long nobody who can't read it must have been there, ms
-- Returns  token: what each further page is to show; 0: another node does it, or it is done; -1: a node or a relay
--          that can't read that form is there, or was
-- Events   none

local FORGOTTEN_MS = 60000      -- nobody asked for so long: who was there since isn't known

local change, to = key('layout_change'), tonumber(ARGV[3])
if tonumber(command('GET', key('layout'))) ~= to - 1 then return { '', 0 } end
local older = false
for _, node in ipairs(nodes_there()) do
  older = older or (node.reads_to or FIRST_FORM_TOLD) < to
end
for _, id in ipairs(command('SMEMBERS', key('relays'))) do
  older = older or (load_relay(id).record.reads_to or FIRST_FORM_TOLD) < to
end
local kept = command('HMGET', change, 'holder', 'ends_at', 'to', 'older_at', 'asked_at')
if not kept[3] then
  local older_at = tonumber(kept[4] or now)
  if older or now - tonumber(kept[5] or now) > FORGOTTEN_MS then older_at = now end
  command('HSET', change, 'older_at', older_at, 'asked_at', now)
  older = older or now - older_at < tonumber(ARGV[5])
end
if older then return { '', -1 } end
if kept[1] and kept[1] ~= ARGV[2] and tonumber(kept[2]) > now then return { '', 0 } end
command('HSET', change, 'to', to, 'holder', ARGV[2], 'ends_at', string.format('%.0f', now + tonumber(ARGV[4])))
return { '', command('HINCRBY', change, 'token', 1) }
