-- Purpose: a seat that waits opens to further pools (deadline "step").
-- ARGV[2]  seat key
-- Returns nothing
-- Events   those of a match

local call_id, seat_id = split_seat_key(ARGV[2])
local call = call_id and load_call(call_id)
local seat = call and find_seat(call, seat_id)
if due('step', ARGV[2], seat and state_of(call, seat).step_at) then place_seat(call, seat) end
return commit()
