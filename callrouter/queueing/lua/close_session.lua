-- Purpose: a page was closed or is being reloaded.
-- ARGV[2]  session id
-- ARGV[3]  ms within which a person may be back as if nothing had happened
-- Returns nothing; an unknown session is closed already
-- Events   participant.changed; without grace also those of end_grace

local principal = command('HGET', key('session', ARGV[2]), 'principal')
if not principal then return commit() end
end_session(ARGV[2], principal, tonumber(ARGV[3]))
return commit()
