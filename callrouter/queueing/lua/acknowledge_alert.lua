-- Purpose: a supervisor has seen an alert.
-- ARGV[2]  alert id
-- ARGV[3]  who has
-- Returns  the alert as JSON; who was first stays
-- Refuses  no_such_alert: there is none, or none any more
-- Events   alert.acknowledged, the first time

local all = command('HGETALL', key('alerts'))
for i = 1, #all, 2 do
  local kept = decode(all[i + 1])
  local alert = kept.alert
  if alert and alert.alert_id == ARGV[2] then
    if alert.acknowledged_at then return { '', encode(alert) } end
    alert.acknowledged_at, alert.acknowledged_by = now, ARGV[3]
    command('HSET', key('alerts'), all[i], encode(kept))
    command('HINCRBY', key('alert_watch'), 'revision', 1)
    note('alert.acknowledged', '', '{"alert":' .. encode(alert) .. field('by', ARGV[3]) .. '}')
    return commit(encode(alert))
  end
end
return refuse('no_such_alert')
