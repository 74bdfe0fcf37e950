-- Purpose: a participant writes something. The text is kept apart from the journal and goes with the call.
-- ARGV[2]  call id
-- ARGV[3]  participant id
-- ARGV[4]  entry id
-- ARGV[5]  text
-- ARGV[6]  entries a call may have at most
-- Returns nothing; an entry id written before changes nothing
-- Refuses  no_such_call, not_a_participant, chat_full; wrong_state: the call ended
-- Events   chat.posted

local call = load_call(ARGV[2])
if not call then return refuse('no_such_call') end
if call.state == 'ended' then return refuse('wrong_state') end
if not find_participant(call, ARGV[3]) then return refuse('not_a_participant') end

local name = key('chat', ARGV[2])
if redis.call('HLEN', name) >= tonumber(ARGV[6]) then
  if redis.call('HEXISTS', name, ARGV[4]) == 1 then return commit() end
  return refuse('chat_full')
end
local entry = { entry_id = ARGV[4], participant_id = ARGV[3], at = now, text = ARGV[5] }
-- The entry's number stands in front of it, for the order.
local numbered = redis.call('HLEN', name) .. ' ' .. cjson.encode(entry)
if redis.call('HSETNX', name, ARGV[4], numbered) == 1 then
  note('chat.posted', parties(call), function()
    return cjson.encode({ call_id = ARGV[2], entry_id = ARGV[4] })
  end)
end
return commit()
