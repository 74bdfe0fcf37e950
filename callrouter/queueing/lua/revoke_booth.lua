-- Purpose: the device that is a booth is it no longer, and a code that would make one is void.
-- ARGV[2]  booth id
-- ARGV[3]  who says so
-- Returns  1 if there was a device
-- Events   booth.revoked, if there was

local code = command('HGET', key('enrolling'), ARGV[2])
if code then
  command('DEL', key('enrolment', code))
  command('HDEL', key('enrolling'), ARGV[2])
end
local token = command('HGET', key('enrolled'), ARGV[2])
if not token then return commit(0) end
command('DEL', key('token', token))
command('HDEL', key('enrolled'), ARGV[2])
note('booth.revoked', ARGV[2], encode({ booth_id = ARGV[2], by = ARGV[3] }))
return commit(1)
