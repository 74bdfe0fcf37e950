-- Purpose: a participant says whether their microphone and camera are on.
-- ARGV[2]  call id
-- ARGV[3]  participant id
-- ARGV[4]  the microphone: on, off or missing
-- ARGV[5]  the camera, likewise
-- Returns nothing; repeating changes nothing
-- Refuses  no_such_call, not_a_participant; wrong_state: it ended
-- Events   participant.changed

local call = load_call(ARGV[2])
local participant = call and find_participant(call, ARGV[3])
if not call then return refuse('no_such_call') end
if not participant then return refuse('not_a_participant') end
if call.record.ended_at then return refuse('wrong_state') end
if participant.microphone ~= ARGV[4] or participant.camera ~= ARGV[5] then
  participant.microphone, participant.camera = ARGV[4], ARGV[5]
  if ARGV[5] == 'on' then
    call.hidden.pictured = call.hidden.pictured or {}
    call.hidden.pictured[ARGV[3]] = true
  end
  changed(call)
  note_call('participant.changed', call, field('participant_id', ARGV[3]))
end
return commit()
