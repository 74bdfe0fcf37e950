-- Purpose: how one leg of a call has done goes into the call's record, merged with the participant's earlier ones.
-- ARGV[2]  call id
-- ARGV[3]  LegSummary as JSON
-- ARGV[4]  what tells this leg from all others: every node that heard of its end says the same
-- Returns nothing; what was told before changes nothing
-- Refuses  no_such_call, not_a_participant
-- Events   call.measured

local MOST_LEGS, MOST_SUMMARIES = 64, 12

local call, summary = load_call(ARGV[2]), decode(ARGV[3])
local who = summary.participant_id
if not call then return refuse('no_such_call') end
if not call.hidden.parties[who] then return refuse('not_a_participant') end
local told = call.hidden.measured or {}
for _, leg in ipairs(told) do
  if leg == ARGV[4] then return commit() end
end
told[#told + 1] = ARGV[4]
if #told > MOST_LEGS then table.remove(told, 1) end
call.hidden.measured = told

local function either(pick, a, b) return a and b and pick(a, b) or a or b end

local kept = call.record.media or {}
for i, before in ipairs(kept) do
  if before.participant_id == who then
    local old, new = before.duration_s, summary.duration_s
    local whole = old + new
    local function mean(a, b) return whole > 0 and (a * old + b * new) / whole or b end
    for _, name in ipairs({ 'mean_score', 'loss_up', 'loss_down' }) do
      summary[name] = either(mean, before[name], summary[name])
    end
    summary.worst_score = either(math.min, before.worst_score, summary.worst_score)
    summary.round_trip_ms = summary.round_trip_ms or before.round_trip_ms
    summary.interrupted_s = before.interrupted_s + summary.interrupted_s
    summary.duration_s = whole
    table.remove(kept, i)
    break
  end
end
kept[#kept + 1] = summary
if #kept > MOST_SUMMARIES then table.remove(kept, 1) end
call.record.media = kept
changed(call)
note('call.measured', '', function()
  return '{"call":' .. call.text .. field('participant_id', who) .. '}'
end)
return commit()
