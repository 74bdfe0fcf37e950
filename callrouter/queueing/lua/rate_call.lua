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
if call.record.booth_id ~= ARGV[3] then return refuse('not_yours') end
if not call.record.ended_at then return refuse('wrong_state') end
if call.hidden.rating then
  if call.hidden.rating ~= rating then return refuse('wrong_state') end
  return commit()
end

call.hidden.rating = rating
stirred(call)
local record = call.record
note('call.rated', ARGV[3], encode({ call_id = ARGV[2], rating = rating, location = record.location,
  language = record.language, subject = record.subject }))
return commit()
