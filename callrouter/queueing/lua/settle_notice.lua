-- Purpose: a notice of an alert was delivered, is tried again later, or is given up, which its alert tells.
-- ARGV[2]  notice id
-- ARGV[3]  the notice as it is tried again, as JSON; '' for no more
-- ARGV[4]  the alert's key, if the notice is given up, else ''
-- ARGV[5]  the alert's id
-- ARGV[6]  by what it could not be delivered
-- Returns nothing; repeating is harmless
-- Events   alert.changed, when it is given up while the alert stands

if command('HEXISTS', key('alert_notices'), ARGV[2]) == 0 then return commit() end
if ARGV[3] ~= '' then
  command('HSET', key('alert_notices'), ARGV[2], ARGV[3])
  return commit()
end
command('HDEL', key('alert_notices'), ARGV[2])
local stored = ARGV[4] ~= '' and command('HGET', key('alerts'), ARGV[4])
local kept = stored and decode(stored)
if not kept or not kept.alert or kept.alert.alert_id ~= ARGV[5] then return commit() end
kept.alert.undelivered = kept.alert.undelivered or {}
table.insert(kept.alert.undelivered, ARGV[6])
command('HSET', key('alerts'), ARGV[4], encode(kept))
command('HINCRBY', key('alert_watch'), 'revision', 1)
note('alert.changed', '', '{"alert":' .. encode(kept.alert) .. '}')
return commit()
