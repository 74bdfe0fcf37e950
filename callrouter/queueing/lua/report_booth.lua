-- Purpose: a booth says how its devices and its connection are.
-- ARGV[2]  booth id
-- ARGV[3]  its location
-- ARGV[4]  the report as JSON, always written alike
-- ARGV[5]  for how long it is kept, ms
-- Returns  1 if it is other than before
-- Events   booth.reported, when it is

local name = key('device', ARGV[2])
command('HSETNX', name, 'since', string.format('%.0f', now))
local other = command('HGET', name, 'report') ~= ARGV[4]
command('HSET', name, 'report', ARGV[4], 'at', string.format('%.0f', now))
command('PEXPIRE', name, ARGV[5])
if other then
  note('booth.reported', '', '{"report":' .. ARGV[4] .. field('booth_id', ARGV[2]) .. field('location', ARGV[3]) .. '}')
end
return commit(other and 1 or 0)
