-- Purpose: a seat that waits opens to further pools (deadline "step").
-- ARGV[2]  seat key
-- Returns nothing
-- Events   those of a match

local call_id, seat_id = split_seat_key(ARGV[2])
local call = call_id and load_call(call_id)
local seat = call and find_seat(call, seat_id)
local open = seat and (seat.state == 'waiting' or seat.state == 'reserved')
local following = open and seat.policy.steps[seat.policy.opened + 1]
if due('step', ARGV[2], following and seat.opened_at + following.after_ms) then
  if seat.state == 'waiting' then
    place_seat(call, seat)
  else
    open_due_steps(call, seat)
  end
end
return commit()
