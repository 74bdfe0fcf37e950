-- Purpose: a code with which one device can be enrolled as a booth, once; an older one counts no more.
-- ARGV[2]  booth id
-- ARGV[3]  digest of the code
-- ARGV[4]  for how long it is good, ms
-- ARGV[5]  who makes it
-- Returns nothing; repeating changes nothing
-- Events   enrolment.offered

local before = command('HGET', key('enrolling'), ARGV[2])
if before == ARGV[3] then return commit() end
if before then command('DEL', key('enrolment', before)) end
command('SET', key('enrolment', ARGV[3]), ARGV[2] .. ' ' .. ARGV[5], 'PX', ARGV[4])
command('HSET', key('enrolling'), ARGV[2], ARGV[3])
note('enrolment.offered', ARGV[5], encode({ booth_id = ARGV[2], by = ARGV[5] }))
return commit()
