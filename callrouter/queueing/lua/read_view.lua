-- Purpose: everything that concerns one principal, in one step with the journal's position.
-- ARGV[2]  principal id
-- Returns  position; staff, reservation and call as JSON or ''; numbered chat entries; help as JSON or ''; notes
--          (JSON); how they stated that the call was finished, or ''. A call is shown to who takes part in it, and
--          to who wraps it up. Who does so while it goes on is shown what they knew, not how it goes on; who has
--          left it, no chat and no note but their own
-- Events   none

local person = load_person(ARGV[2])
local reservation = person and person.record.reservation_id
local call_id
if person then call_id = person.record.call_id else call_id = command('HGET', key('booths'), ARGV[2]) end
local call = call_id and load_call(call_id)
local takes_part = call and find_participant(call, ARGV[2])
local text = call and call.text or ''
if call and not takes_part and not call.record.ended_at then
  local known = { state = 'talking', participants = {}, seats = {} }
  for _, name in ipairs({ 'call_id', 'booth_id', 'centre', 'location', 'language', 'subject', 'needs',
    'reference', 'queued_at', 'answered_at' }) do known[name] = call.record[name] end
  text = encode(known)
end
local chat, notes = {}, {}
if takes_part then chat = command('HVALS', key('chat', call_id)) end
if call and person and is_host(person.record.role) then
  notes = takes_part and command('HVALS', key('notes', call_id)) or { command('HGET', key('notes', call_id), ARGV[2]) }
end
local assists = takes_part and is_host(takes_part.role) and not call.record.ended_at
local booth = not person and ARGV[2] or assists and call.record.booth_id
return { '', journal_position(), person and person.text or '',
  reservation and command('HGET', key('reservation', reservation), 'record') or '',
  text, chat, booth and command('HGET', key('help'), booth) or '', notes,
  call and stated_by(call, ARGV[2]) or '' }
