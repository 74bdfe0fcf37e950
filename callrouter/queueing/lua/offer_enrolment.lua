-- Purpose: a code with which one device can be enrolled as a booth, once; an older one counts no more.
-- ARGV[2]  booth id
-- ARGV[3]  digest of the code
-- ARGV[4]  for how long it is good, ms
-- Returns nothing
-- Events   none

local before = command('HGET', key('enrolling'), ARGV[2])
if before then command('DEL', key('enrolment', before)) end
command('SET', key('enrolment', ARGV[3]), ARGV[2], 'PX', ARGV[4])
command('HSET', key('enrolling'), ARGV[2], ARGV[3])
return commit()
