-- Purpose: a supervisor gives a waiting call another head start, beside the one it came with and keeps.
-- ARGV[2]  call id
-- ARGV[3]  the supervisor's head start, ms
-- ARGV[4]  what both may be together, ms
-- ARGV[5]  who gives it
-- ARGV[6]  why, or nothing
-- Returns the call; repeated, the same call as it is now
-- Refuses  no_such_call; wrong_state: it doesn't wait
-- Events   call.prioritised

local call = load_call(ARGV[2])
if not call then return refuse('no_such_call') end
local record = call.record
if record.state ~= 'waiting' then return refuse('wrong_state') end

local own_ms = call.hidden.head_start_ms
local head_start_ms = math.max(own_ms, math.min(own_ms + tonumber(ARGV[3]), tonumber(ARGV[4])))
if record.head_start_ms == head_start_ms then return answer(call) end
record.head_start_ms = head_start_ms
begin_waiting(call)
for _, seat in ipairs(record.seats) do
  local state = state_of(call, seat)
  if seat.hosts and (seat.state == 'waiting' or seat.state == 'reserved') then
    state.score = score_of(call)
    command('ZADD', key('unfilled'), state.score, seat_key(call, seat))
    for _, queue in ipairs(queues_of(plan_of(call, seat), 1, state.queued, state.accompanied)) do
      command('ZADD', key('seats', queue.name), state.score, seat_key(call, seat))
    end
  end
end
note_call('call.prioritised', call, field('by', ARGV[5]) .. field('why', ARGV[6] or ''), not find_participant(call, ARGV[5]) and ARGV[5] or nil)
return answer(call)
