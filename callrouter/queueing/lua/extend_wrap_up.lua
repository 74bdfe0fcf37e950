-- Purpose: a person needs longer for wrapping up.
-- ARGV[2]  staff id
-- ARGV[3]  call id
-- ARGV[4]  until when, UTC epoch ms
-- ARGV[5]  how long a wrap-up may be, ms
-- Returns  when it ends now; never earlier than before
-- Refuses  no_such_person; wrong_state: not wrapping up this call
-- Events   staff.changed

local person = load_person(ARGV[2])
if not person then return refuse('no_such_person') end
local record = person.record
if record.activity ~= 'wrap_up' or record.call_id ~= ARGV[3] then return refuse('wrong_state') end

local ends_at = math.min(tonumber(ARGV[4]), person.hidden.wrap_up_since + tonumber(ARGV[5]))
if ends_at > record.wrap_up_ends_at then
  record.wrap_up_ends_at = ends_at
  arm('wrap_up', ARGV[2], ends_at)
  note_person(person)
end
return commit(record.wrap_up_ends_at)
