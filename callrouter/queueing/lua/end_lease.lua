-- Purpose: the node of a session renewed its lease no more (deadline "lease"). For a person this
-- is as if the grace for reloading were over; their place in a call is kept for the call's grace.
-- ARGV[2]  session id
-- Returns nothing
-- Events   participant.changed, staff.changed, reservation.ended (rescinded), and those of a match

local session = command('HMGET', key('session', ARGV[2]), 'principal', 'ends_at')
if not due('lease', ARGV[2], tonumber(session[2] or nil)) then return commit() end
end_session(ARGV[2], session[1], 0)
return commit()
