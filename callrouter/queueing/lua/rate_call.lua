-- Purpose: the visitor rates an ended call, once.
-- ARGV[2]  call id
-- ARGV[3]  booth id
-- ARGV[4]  rating, 1 to 5
-- Returns nothing; the same rating again is harmless
-- Refuses  no_such_call, not_yours; wrong_state: the call goes on or was rated otherwise
-- Events   call.rated

local call = load_call(ARGV[2])
local rating = tonumber(ARGV[4])
if not call then return refuse('no_such_call') end
if call.booth_id ~= ARGV[3] then return refuse('not_yours') end
if call.state ~= 'ended' then return refuse('wrong_state') end
if call.hidden.rating then
  if call.hidden.rating ~= rating then return refuse('wrong_state') end
  return commit()
end

call.hidden.rating = rating
note('call.rated', only(ARGV[3]), function() return cjson.encode({ call_id = ARGV[2], rating = rating }) end)
return commit()
