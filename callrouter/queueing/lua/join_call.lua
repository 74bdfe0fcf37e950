-- Purpose: a supervisor joins a call that is talked in, or takes part otherwise than until now.
-- ARGV[2]  call id
-- ARGV[3]  staff id
-- ARGV[4]  JoinMode
-- ARGV[5]  JoinReason
-- Returns the call; repeated, the same call as it is now
-- Refuses  no_such_call, no_such_person; wrong_state: nobody hosts the call; already_in_call: they have a seat in it,
--          or are busy with another; already_supervised: somebody else is in it like this
-- Events   call.supervised, staff.changed

local call, person = load_call(ARGV[2]), load_person(ARGV[3])
if not call then return refuse('no_such_call') end
if not person then return refuse('no_such_person') end
if call.record.state ~= 'talking' then return refuse('wrong_state') end
local supervisor = supervisor_of(call)
if not supervisor or supervisor.participant_id ~= ARGV[3] then
  if person.record.activity ~= 'idle' then return refuse('already_in_call') end
  if supervisor then return refuse('already_supervised') end
end

if not supervisor then
  leave_pools(person)
  become(person, 'on_call', call.id)
  supervisor = join(call, ARGV[3], 'supervisor', person.record.display_name)
end
if supervisor.mode ~= ARGV[4] then
  supervisor.mode = ARGV[4]
  changed(call)
  note_call('call.supervised', call, field('by', ARGV[3]) .. field('mode', ARGV[4]) .. field('why', ARGV[5]))
end
return answer(call)
