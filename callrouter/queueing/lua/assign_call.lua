-- Purpose: say on which relay the media of a call lives, and place it if it lives nowhere. It stays
-- where it is as long as that relay is registered.
-- ARGV[2]  call id
-- ARGV[3]  the machine of who asks, or '' if it is unknown
-- Returns the relay's record as JSON, or '' if none takes it
-- Refuses  no_such_call; wrong_state: it ended
-- Events   media.moved: it had lost its relay

local call = load_call(ARGV[2])
if not call then return refuse('no_such_call') end
if call.record.ended_at then return refuse('wrong_state') end
local relay = call.hidden.relay_id and load_relay(call.hidden.relay_id)
if not relay and not lacks_room(call) then
  -- Whoever is talked with already is better off on a full one than on none.
  relay = choose_relay(call.hidden.promised == true, ARGV[3] ~= '' and ARGV[3] or nil)
  if relay then place_media(call, relay) end
end
return commit(relay and relay.text or '')
