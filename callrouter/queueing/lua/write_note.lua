-- Purpose: an employee writes their note on a call: the whole text, in the place of the one before. It is kept
-- apart from the journal, until a while after the call's end.
-- ARGV[2]  staff id
-- ARGV[3]  call id
-- ARGV[4]  text
-- ARGV[5]  its revision: one more than that of the text it replaces
-- Returns nothing; repeating changes nothing
-- Refuses  no_such_call, not_a_participant; changed_meanwhile: another page of theirs replaced that text before
-- Events   note.written

local person = load_person(ARGV[2])
local call = load_call(ARGV[3])
if not call then return refuse('no_such_call') end
if not person or not call.hidden.parties[ARGV[2]] then return refuse('not_a_participant') end
local ended_at, left_ms = call.record.ended_at, nil
if ended_at then
  left_ms = ended_at + call.hidden.notes_ms - now
  if left_ms <= 0 then return refuse('no_such_call') end
end
local name, revision = key('notes', ARGV[3]), tonumber(ARGV[5])
local kept = command('HGET', name, ARGV[2])
local before = kept and decode(kept) or { revision = 0 }
if before.revision == revision and before.text == ARGV[4] then return commit() end
if before.revision + 1 ~= revision then return refuse('changed_meanwhile') end

command('HSET', name, ARGV[2], encode({ staff_id = ARGV[2], display_name = person.record.display_name,
  revision = revision, at = now, text = ARGV[4] }))
if left_ms then command('PEXPIRE', name, left_ms) end
note('note.written', agents_of(call, ARGV[2]), encode({ call_id = ARGV[3], staff_id = ARGV[2] }))
return commit()
