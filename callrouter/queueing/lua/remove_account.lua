-- Purpose: a kept account is no more; whoever has it is signed out.
-- ARGV[2]  name
-- ARGV[3]  who does it
-- ARGV[4]  why, or nothing
-- Returns  1 if it was kept
-- Events   account.changed, if it was; sign_in.ended for each sign-in

local stored = command('HGET', key('accounts'), ARGV[2])
if not stored then return commit(0) end
local subject = decode(stored).subject
if subject then command('HDEL', key('account_subjects'), subject) end
command('HDEL', key('accounts'), ARGV[2])
-- What was locked stays so, whoever comes to have the name.
local credentials = command('GET', key('credentials', ARGV[2]))
if credentials and not decode(credentials).locked then command('DEL', key('credentials', ARGV[2])) end
for _, sign_in in ipairs(sign_ins_of('staff:' .. ARGV[2])) do end_sign_in(sign_in, 'account_changed', ARGV[3]) end
note('account.changed', '', encode({ staff_id = ARGV[2], what = 'removed', by = ARGV[3], why = ARGV[4] }))
return commit(1)
