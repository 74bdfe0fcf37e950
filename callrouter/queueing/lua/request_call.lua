-- Purpose: a visitor's call enters the queue, or rings at once.
-- ARGV[2]  CallRequest as JSON
-- Returns the call; repeated, the same call as it is now
-- Refuses  already_in_call: the booth has another live call; not_yours: another booth's call id
-- Events   call.queued, and those of a match

local request = cjson.decode(ARGV[2])
local known = load_call(request.call_id)
if known then
  if known.booth_id ~= request.booth_id then return refuse('not_yours') end
  return answer(known)
end
if redis.call('HEXISTS', key('booths'), request.booth_id) == 1 then return refuse('already_in_call') end

local score = now - request.head_start_ms
local call = hold('call', request.call_id, {
  call_id = request.call_id, state = 'waiting', booth_id = request.booth_id, centre = request.centre,
  location = request.location, language = request.language, subject = request.subject,
  queued_at = now, participants = {}, seats = {},
  hidden = { grace_ms = request.grace_ms, lost = {}, parties = {} },
})
redis.call('HSET', key('calls'), request.call_id, request.booth_id)
redis.call('HSET', key('booths'), request.booth_id, request.call_id)
redis.call('ZADD', key('waiting'), score, request.call_id)
join(call, request.booth_id, 'visitor', '')
note_transition('call.queued', call)
place_seat(call, open_seat(call, request.seat, score))
return answer(call)
