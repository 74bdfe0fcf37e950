-- Purpose: one of a participant's pages has the media of their call now; others of theirs, at whatever node, stop.
-- ARGV[2]  call id
-- ARGV[3]  participant id
-- ARGV[4]  session id
-- Returns nothing; repeating changes nothing
-- Refuses  no_such_call, not_a_participant
-- Events   media.replaced

local call = load_call(ARGV[2])
if not call then return refuse('no_such_call') end
if not find_participant(call, ARGV[3]) then return refuse('not_a_participant') end
local pages = call.hidden.media_pages or {}
if pages[ARGV[3]] ~= ARGV[4] then
  pages[ARGV[3]], call.hidden.media_pages = ARGV[4], pages
  stirred(call)
  note('media.replaced', ARGV[3],
    encode({ call_id = ARGV[2], participant_id = ARGV[3], session_id = ARGV[4] }))
end
return commit()
