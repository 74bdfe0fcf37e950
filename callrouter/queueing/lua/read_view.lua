-- Purpose: everything that concerns one principal, in one step with the journal's position.
-- ARGV[2]  principal id
-- Returns  position; staff, reservation and call as JSON or ''; numbered chat entries; help as JSON or ''. A call
--          that goes on is shown to who takes part in it, an ended one also to who still wraps it up
-- Events   none

local person = load_person(ARGV[2])
local reservation = person and person.record.reservation_id
local call_id
if person then call_id = person.record.call_id else call_id = command('HGET', key('booths'), ARGV[2]) end
local call = call_id and load_call(call_id)
local chat = {}
if call and find_participant(call, ARGV[2]) then
  chat = command('HVALS', key('chat', call_id))
elseif call and not call.record.ended_at then
  call = nil
end
local booth = not person and ARGV[2] or call and not call.record.ended_at and call.record.booth_id
return { '', journal_position(), person and person.text or '',
  reservation and command('HGET', key('reservation', reservation), 'record') or '',
  call and call.text or '', chat, booth and command('HGET', key('help'), booth) or '' }
