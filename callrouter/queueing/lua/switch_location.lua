-- Purpose: a supervisor closes a location for new calls, or opens it again.
-- ARGV[2]  location id
-- ARGV[3]  1 = open, 0 = closed
-- ARGV[4]  who switches
-- Returns nothing; repeating is harmless
-- Events   location.switched

local open, switched = ARGV[3] == '1', 0
if open then
  switched = command('HDEL', key('closed'), ARGV[2])
else
  switched = command('HSETNX', key('closed'), ARGV[2], encode({ by = ARGV[4], at = now }))
end
if switched == 1 then
  note('location.switched', ARGV[4], encode({ location = ARGV[2], open = open, by = ARGV[4] }))
end
return commit()
