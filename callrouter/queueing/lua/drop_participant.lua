-- Purpose: a party's connection stayed lost for the call's grace time (deadline "lost").
-- ARGV[2]  participant id
-- Returns nothing
-- Events   those of leave_call

local call, participant = call_of(ARGV[2])
local lost_at = participant and call.hidden.lost[ARGV[2]]
if due('lost', ARGV[2], lost_at and lost_at + call.hidden.grace_ms) then
  leave(call, ARGV[2], 'connection_lost')
end
return commit()
