-- Purpose: a call whose media needs a relay rings only when one has room for it: ringing for a call that nobody
-- could hear helps nobody. Room is promised in the step that rings, so that no two calls get the same.
-- relays         the relays that are registered
-- relay:<id>     record and load (JSON), ends_at (its lease), renewed_at, doubted (its lease ended once)
-- placed:<relay> the live calls whose media lives there; how many counts against its capacity
-- promised       calls that ring or are talked in, and whose media lives nowhere yet
-- cramped        pools in which a seat and a person may not have met only because there was no room

local function load_relay(id)
  local name = key('relay', id)
  if loaded[name] then return loaded[name] end
  local stored = command('HMGET', name, 'record', 'load', 'ends_at', 'renewed_at', 'doubted')
  if not stored[1] then return nil end
  local relay = { id = id, text = stored[1], record = decode(stored[1]), cpu = decode(stored[2]).cpu,
    ends_at = tonumber(stored[3]), renewed_at = tonumber(stored[4]), doubted = stored[5] }
  loaded[name] = relay
  return relay
end

-- Whether there is room for one more than those it is promised to. Mostly the first relay says so; one that didn't
-- renew in time takes nobody new until it does.
local function has_room()
  local wanted = command('SCARD', key('promised')) + 1
  for _, id in ipairs(command('SMEMBERS', key('relays'))) do
    local relay = load_relay(id)
    if relay.ends_at > now and not relay.doubted and not relay.record.draining then
      wanted = wanted - math.max(0, relay.record.capacity - command('SCARD', key('placed', id)))
      if wanted <= 0 then return true end
    end
  end
  return false
end

-- Whether a call needs room and has none. One that had media and lost its relay goes to a full one rather than to none.
local function wants_room(call)
  local hidden = call.hidden
  return hidden.media and not (hidden.relay_id or hidden.stranded or hidden.promised)
end

local function lacks_room(call) return wants_room(call) and not has_room() end

-- When there is room again, those who wait in these pools are looked at anew.
local function await_room(pools) command('SADD', key('cramped'), unpack(pools)) end

local function promise_room(call)
  if not wants_room(call) then return end
  call.hidden.promised = true
  command('SADD', key('promised'), call.id)
  stirred(call)
end

local function withdraw_promise(call)
  if not call.hidden.promised then return end
  call.hidden.promised = nil
  command('SREM', key('promised'), call.id)
  room_freed = true
  stirred(call)
end
