-- Purpose: brings some more of the data to the next form; with the last of it, that is the data's form.
-- ARGV[2]  token
-- ARGV[3]  for how long the change is still this node's, ms
-- ARGV[4]  about how many keys to look at
-- Returns  more, done, or lost: another node has taken over
-- Events   none

local change = key('layout_change')
local kept = command('HMGET', change, 'token', 'to', 'cursor', 'server')
if kept[1] ~= ARGV[2] then return { '', 'lost' } end
local to = tonumber(kept[2])
local migration = migrations[to]
-- Another server, after a failover, or this one started anew goes through its keys in another order.
local server = string.match(command('INFO', 'server'), 'run_id:(%x+)')
local part, cursor = string.match(kept[4] == server and kept[3] or '1 0', '^(%d+) (%d+)$')
part = tonumber(part)
local pattern = migration.match[part]
if pattern then
  local page = command('SCAN', cursor, 'MATCH', key(pattern), 'COUNT', ARGV[4])
  for _, name in ipairs(page[2]) do migration.change(name) end
  cursor = page[1]
  if cursor == '0' then part = part + 1 end
end
if migration.match[part] then
  command('HSET', change, 'cursor', part .. ' ' .. cursor, 'server', server,
    'ends_at', string.format('%.0f', now + tonumber(ARGV[3])))
  return { '', 'more' }
end
command('SET', key('layout'), to)
-- The token stays: the next change goes on counting, so that nobody who did this one has a part in that.
command('HDEL', change, 'to', 'holder', 'ends_at', 'cursor', 'server', 'older_at', 'asked_at')
return { '', 'done' }
