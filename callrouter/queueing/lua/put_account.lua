-- Purpose: an account is kept beside those of the directory's file, or is kept as it is now.
-- ARGV[2]  name
-- ARGV[3]  the kept account (JSON)
-- ARGV[4]  digest of who it is at the identity provider, or nothing
-- ARGV[5]  who does it
-- ARGV[6]  why, or nothing
-- Returns  added, changed, or nothing when it is kept so already
-- Refuses  already_taken: the name is somebody else's, or this person has another name
-- Events   account.changed, unless it is kept so already; sign_in.ended for each, if the role is another

local accounts, subjects = key('accounts'), key('account_subjects')
local stored = command('HGET', accounts, ARGV[2])
if stored == ARGV[3] then return commit('') end
if stored and (decode(stored).subject or '') ~= ARGV[4] then return refuse('already_taken') end
local named = ARGV[4] ~= '' and command('HGET', subjects, ARGV[4])
if named and named ~= ARGV[2] then return refuse('already_taken') end

command('HSET', accounts, ARGV[2], ARGV[3])
if ARGV[4] ~= '' then command('HSET', subjects, ARGV[4], ARGV[2]) end
local what = stored and 'changed' or 'added'
if stored and decode(stored).account.role ~= decode(ARGV[3]).account.role then
  for _, sign_in in ipairs(sign_ins_of('staff:' .. ARGV[2])) do end_sign_in(sign_in, 'account_changed', ARGV[5]) end
end
note('account.changed', '', encode({ staff_id = ARGV[2], what = what, by = ARGV[5], why = ARGV[6] }))
return commit(what)
