-- Purpose: a supervisor has seen what an employee reported of a visitor; the call keeps it.
-- ARGV[2]  call id
-- ARGV[3]  who says so
-- Returns nothing; repeating is harmless
-- Events   flag.settled

local flagged = command('HGET', key('flagged'), ARGV[2])
if flagged then
  command('HDEL', key('flagged'), ARGV[2])
  note('flag.settled', ARGV[3], encode({ call_id = ARGV[2], location = decode(flagged).location, by = ARGV[3] }))
end
return commit()
