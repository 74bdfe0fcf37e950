-- Purpose: what is kept of somebody who doesn't work here any more is erased, and that it was is told.
-- ARGV[2]  staff id
-- ARGV[3]  who does it
-- Returns nothing; repeated, nothing happens but that it is told again
-- Refuses  already_taken: it is a kept account; wrong_state: they are signed in, or in a call
-- Events   action.noted, of nobody

if command('HEXISTS', key('accounts'), ARGV[2]) == 1 then return refuse('already_taken') end
local person = load_person(ARGV[2])
local away = not person or person.record.status == 'offline' and person.record.activity == 'idle'
if not away or has_session(ARGV[2]) or #sign_ins_of('staff:' .. ARGV[2]) > 0 then return refuse('wrong_state') end
command('DEL', key('day', ARGV[2]), key('credentials', ARGV[2]), key('sign_ins', 'staff:' .. ARGV[2]))
command('DEL', key('staff', ARGV[2]))
note('action.noted', '', encode({ action = 'erasure.staff', by = ARGV[3] }))
return commit()
