-- Purpose: what became of conditions is kept and told, and what others are to be told of it, in one step; only who
-- looks after alerts may say so, of what they last read.
-- ARGV[2]  who says so
-- ARGV[3]  the revision they read
-- ARGV[4]  JSON: alerts, a list of {key, kept (JSON, absent = nothing), told (an event, or absent), alert (JSON)};
--          notices, a list of {id, notice (JSON)}
-- Returns  1 if it is so, 0 if somebody else was first
-- Events   alert.raised, alert.changed, alert.cleared

local watch = key('alert_watch')
local kept = command('HMGET', watch, 'holder', 'revision')
if kept[1] ~= ARGV[2] or (kept[2] or '0') ~= ARGV[3] then return { '', 0 } end

local said = decode(ARGV[4])
for _, each in ipairs(said.alerts) do
  if each.kept then
    command('HSET', key('alerts'), each.key, each.kept)
  else
    command('HDEL', key('alerts'), each.key)
  end
  if each.told then note(each.told, '', '{"alert":' .. each.alert .. '}') end
end
for _, each in ipairs(said.notices) do command('HSET', key('alert_notices'), each.id, each.notice) end
command('HINCRBY', watch, 'revision', 1)
return commit(1)
