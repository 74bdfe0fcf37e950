-- Purpose: a visitor's call enters the queue, or rings at once.
-- ARGV[2]  CallRequest as JSON, without its seat
-- ARGV[3]  the seat: SeatSpec as JSON
-- Returns the call; repeated, the same call as it is now
-- Refuses  already_in_call: the booth has another live call; not_yours: another booth's call id;
--          too_often: as many calls as it may within the time were its own; closed_by_hand, queue_full,
--          nobody_staffed: as the location is
-- Events   call.queued, and those of a match

local request, spec = decode(ARGV[2]), decode(ARGV[3])
local known = load_call(request.call_id)
if known then
  if known.record.booth_id ~= request.booth_id then return refuse('not_yours') end
  return answer(known)
end

local function anybody_present(pools)
  for _, count in ipairs(command('HMGET', key('present'), unpack(pools))) do
    if count then return true end
  end
  return false
end

local function anybody_could_come()
  local companion = spec.companion and anybody_present(spec.companion.pools)
  for _, step in ipairs(spec.steps) do
    if (companion or not step.with_companion) and anybody_present(step.pools) then return true end
  end
  return false
end

if command('HEXISTS', key('booths'), request.booth_id) == 1 then return refuse('already_in_call') end
local called = key('called', request.booth_id)
if request.most_calls and tonumber(command('GET', called) or 0) >= request.most_calls then
  return refuse('too_often')
end
if command('HEXISTS', key('closed'), request.location) == 1 then return refuse('closed_by_hand') end
if request.most_waiting and command('ZCARD', key('waiting', request.location)) >= request.most_waiting then
  return refuse('queue_full')
end
if request.require_staff and not anybody_could_come() then return refuse('nobody_staffed') end

if request.most_calls and command('INCR', called) == 1 then command('PEXPIRE', called, request.calls_ms) end
local call = hold('call', request.call_id, {
  call_id = request.call_id, booth_id = request.booth_id, centre = request.centre,
  location = request.location, language = request.language, subject = request.subject,
  needs = request.needs, reference = request.reference, queued_at = now, head_start_ms = request.head_start_ms, participants = {}, seats = {},
}, { grace_ms = request.grace_ms, notes_ms = request.notes_ms, day_ms = request.day_ms,
  longest_wrap_up_ms = request.longest_wrap_up_ms, media = request.media, head_start_ms = request.head_start_ms, lost = {}, parties = {}, seats = {} })
call.plans, call.new_plans = {}, {}
command('HSET', key('calls'), request.call_id, request.booth_id)
command('HSET', key('booths'), request.booth_id, request.call_id)
begin_waiting(call)
join(call, request.booth_id, request.role, '')
note_transition('call.queued', call)
place_seat(call, open_seat(call, spec, ARGV[3], score_of(call)))
return answer(call)
