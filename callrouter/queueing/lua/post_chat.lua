-- Purpose: a participant writes something. The text is kept apart from the journal and goes with the call.
-- ARGV[2]  call id
-- ARGV[3]  participant id
-- ARGV[4]  entry id
-- ARGV[5]  text
-- ARGV[6]  entries a call may have at most
-- Returns nothing; an entry id written before changes nothing
-- Refuses  no_such_call, not_a_participant, chat_full; wrong_state: the call ended, or they only listen or whisper,
--          and what is written is for all
-- Events   chat.posted

local call = load_call(ARGV[2])
if not call then return refuse('no_such_call') end
if call.record.ended_at then return refuse('wrong_state') end
local writer = find_participant(call, ARGV[3])
if not writer then return refuse('not_a_participant') end
if writer.mode and writer.mode ~= 'barge' then return refuse('wrong_state') end

local name = key('chat', ARGV[2])
if command('HLEN', name) >= tonumber(ARGV[6]) then
  if command('HEXISTS', name, ARGV[4]) == 1 then return commit() end
  return refuse('chat_full')
end
local entry = { entry_id = ARGV[4], participant_id = ARGV[3], at = now, text = ARGV[5] }
-- The entry's number stands in front of it, for the order.
local numbered = command('HLEN', name) .. ' ' .. encode(entry)
if command('HSETNX', name, ARGV[4], numbered) == 1 then
  local ids = {}
  for i, participant in ipairs(call.record.participants) do ids[i] = participant.participant_id end
  note('chat.posted', table.concat(ids, ' '), encode({ call_id = ARGV[2], entry_id = ARGV[4] }))
end
return commit()
