-- Purpose: a kept account is no more; whoever has it is signed out by who hears of it.
-- ARGV[2]  name
-- ARGV[3]  who does it
-- ARGV[4]  why, or nothing
-- Returns  1 if it was kept
-- Events   account.changed, if it was

local stored = command('HGET', key('accounts'), ARGV[2])
if not stored then return commit(0) end
local subject = decode(stored).subject
if subject then command('HDEL', key('account_subjects'), subject) end
command('HDEL', key('accounts'), ARGV[2])
note('account.changed', '', encode({ staff_id = ARGV[2], what = 'removed', by = ARGV[3], why = ARGV[4] }))
return commit(1)
