-- Purpose: a device becomes a booth by a code; whichever was that booth before is it no longer, nor is the device
--          what it was before.
-- ARGV[2]  digest of the code
-- ARGV[3]  digest of the token the device will show
-- ARGV[4]  for how long that is good unless it is used, ms
-- ARGV[5]  the public key by which the device proves that it is itself
-- ARGV[6]  digest of the token it showed until now, '' for none
-- Returns  booth id; the same device again is answered as before
-- Refuses  wrong_code: it is unknown, was used, or is too old
-- Events   booth.revoked, of another booth that the device was; booth.enrolled

local token = key('token', ARGV[3])
local same = command('GET', token)
if same then return { '', (string.match(same, '^%S+')) } end
local offered = command('GET', key('enrolment', ARGV[2]))
if not offered then return refuse('wrong_code') end
-- A code made before it was kept who makes them has nobody.
local booth, by = string.match(offered, '^(%S+) ?(%S*)$')

command('DEL', key('enrolment', ARGV[2]))
command('HDEL', key('enrolling'), booth)
local before = command('HGET', key('enrolled'), booth)
if before then command('DEL', key('token', before)) end
local former = string.match(command('GET', key('token', ARGV[6])) or '', '^(%S+)')
if former and former ~= booth and command('HGET', key('enrolled'), former) == ARGV[6] then
  command('DEL', key('token', ARGV[6]))
  command('HDEL', key('enrolled'), former)
  note('booth.revoked', former, encode({ booth_id = former, by = by ~= '' and by or booth }))
end
command('SET', token, booth .. ' ' .. ARGV[5], 'PX', ARGV[4])
command('HSET', key('enrolled'), booth, ARGV[3])
note('booth.enrolled', booth, encode({ booth_id = booth, device = ARGV[3], by = by ~= '' and by or nil }))
return commit(booth)
