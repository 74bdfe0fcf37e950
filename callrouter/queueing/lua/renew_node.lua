-- Purpose: a signaling node is there, says how it is set, and is told whether it can work on the data as it is.
-- ARGV[2]  NodeRecord as JSON
-- ARGV[3]  its own clock, UTC epoch ms
-- ARGV[4]  lease in ms from now
-- Returns  ready (it is known; repeated, it is renewed), older or newer (it isn't: the data has, or is about to
--          have, a form before or behind those that it reads) or unfinished (data is being restored); the form;
--          the versions of all nodes
-- Events   none

local node = decode(ARGV[2])
local id, reads_to = node.node_id, node.reads_to or FIRST_FORM_TOLD
command('SET', key('layout'), reads_to, 'NX')
local layout = command('GET', key('layout'))
local form, standing = tonumber(layout), 'ready'
-- What has begun is as good as done: pages of it may be.
local coming = tonumber(command('HGET', key('layout_change'), 'to') or form)
if not form then
  standing = 'unfinished'
elseif math.max(form, coming) > reads_to then
  standing = 'newer'
elseif form < (node.reads_from or FIRST_FORM_TOLD) then
  standing = 'older'
end
local name = key('node', id)
command('ZREMRANGEBYSCORE', key('nodes'), '-inf', now)
if standing == 'ready' then
  command('HSET', name, 'record', ARGV[2], 'renewed_at', now, 'ahead_ms', string.format('%.0f', ARGV[3] - now))
  command('PEXPIRE', name, ARGV[4])
  command('ZADD', key('nodes'), now + tonumber(ARGV[4]), id)
else
  command('ZREM', key('nodes'), id)
  command('DEL', name)
end
local versions = {}
for _, each in ipairs(nodes_there()) do versions[#versions + 1] = each.version end
return { '', standing, layout, versions }
