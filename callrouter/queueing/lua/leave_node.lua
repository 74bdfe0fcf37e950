-- Purpose: a signaling node ends.
-- ARGV[2]  node id
-- Returns nothing
-- Events   none

command('DEL', key('node', ARGV[2]))
command('ZREM', key('nodes'), ARGV[2])
return commit()
