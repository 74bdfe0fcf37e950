-- Purpose: an action that changes nothing in the queue is told, for the audit trail.
-- ARGV[2]  what tells it from others, so that it is told once
-- ARGV[3]  the event's fields, as JSON
-- ARGV[4]  for how many seconds a repetition is known
-- Returns nothing; repeating is harmless
-- Events   action.noted

if not command('SET', key('noted', ARGV[2]), '', 'NX', 'EX', ARGV[4]) then return commit() end
note('action.noted', '', ARGV[3])
return commit()
