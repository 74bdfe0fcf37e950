-- Purpose: on which relay the media of a call lives.
-- stranded       live calls whose relay was lost while there was no other

local MOST_AT_ONCE = 50         -- matches for which there is room again; the next renewal goes on
local BUSY_CPU = 0.7            -- of a core: whoever is busier gets calls only when all are

-- The least full of those that live and take new calls; nil if there is none. Full ones count if crowded:
-- people who are talking already are better off on a crowded relay than on none. Those that only another
-- machine than this reaches don't count; nil: whichever.
local function choose_relay(crowded, machine)
  local best, least, fewest
  local ids = command('SMEMBERS', key('relays'))
  table.sort(ids)
  for _, id in ipairs(ids) do
    local relay = load_relay(id)
    local calls = command('SCARD', key('placed', id))
    local near = not machine or not relay.record.machine or relay.record.machine == machine
    if near and relay.ends_at > now and not relay.record.draining and (crowded or calls < relay.record.capacity) then
      local share = calls / relay.record.capacity + (relay.cpu > BUSY_CPU and 1 or 0)
      if not best or share < least or (share == least and calls < fewest) then
        best, least, fewest = relay, share, calls
      end
    end
  end
  return best
end

-- Lets the media of a live call live on a relay, or (nil) on none for now. Who had media is told.
local function place_media(call, relay)
  local hidden, id = call.hidden, relay and relay.id
  local before = hidden.relay_id
  if before == id and (id or hidden.stranded) then return end
  local had = before or hidden.stranded
  if before then command('SREM', key('placed', before), call.id) end
  if id then
    hidden.machine = relay.record.machine
    command('SADD', key('placed', id), call.id)
    if hidden.stranded then command('SREM', key('stranded'), call.id) end
    if hidden.promised then command('SREM', key('promised'), call.id) end
    hidden.promised = nil
  elseif had then
    command('SADD', key('stranded'), call.id)
  end
  room_freed = true             -- where it was, or what was kept for a call that went to a full one
  hidden.relay_id, hidden.stranded = id, (had and not id) or nil
  stirred(call)
  if had then note_call('media.moved', call, id and field('relay_id', id)) end
end

-- A call ended: its place is free.
local function forget_media(call)
  local hidden = call.hidden
  withdraw_promise(call)
  if hidden.relay_id then
    command('SREM', key('placed', hidden.relay_id), call.id)
    room_freed = true
  end
  if hidden.stranded then command('SREM', key('stranded'), call.id) end
  hidden.relay_id, hidden.stranded, hidden.machine = nil, nil, nil
end

-- Finds a relay for some calls, in order of their ids; returns how many had to stay where they are.
local function rehouse(calls, crowded)
  table.sort(calls)
  local staying = 0
  for _, call_id in ipairs(calls) do
    local call = load_call(call_id)
    local relay = choose_relay(crowded, call.hidden.machine)
    if relay then place_media(call, relay) else staying = staying + 1 end
  end
  return staying
end

-- There may be a relay again for calls whose media lives nowhere.
local function take_in_stranded(crowded)
  local calls = command('SMEMBERS', key('stranded'))
  if calls[1] then rehouse(calls, crowded) end
end

local function note_relay(kind, id) note(kind, '', encode({ relay_id = id })) end

-- A relay is no more: its calls go on elsewhere, or wait until there is an elsewhere.
local function lose_relay(id)
  local calls = command('SMEMBERS', key('placed', id))
  command('SREM', key('relays'), id)
  command('DEL', key('relay', id))
  disarm('relay', id)
  note_relay('relay.gone', id)
  table.sort(calls)
  for _, call_id in ipairs(calls) do
    local call = load_call(call_id)
    place_media(call, choose_relay(true, call.hidden.machine))
  end
end

-- Holds the best placed of some queues' seats for whoever is available; false if none can be.
local function match_best(queues)
  local queue = best_of(queues)
  while queue do
    local call_id, seat_id = split_seat_key(queue.member)
    local call = load_call(call_id)
    if seek_in(call, find_seat(call, seat_id), 1) then return true end
    advance(queue)
    queue = best_of(queues)
  end
  return false
end

-- There may be room again: of the calls that waited for it those come first that rank first.
function give_room()
  room_freed = false
  local pools = command('SMEMBERS', key('cramped'))
  if not pools[1] then return end
  table.sort(pools)
  for _ = 1, MOST_AT_ONCE do
    if not has_room() then return end
    local places = {}
    for _, pool in ipairs(pools) do
      if command('EXISTS', key('ready', pool)) == 1 then places[#places + 1] = { pool = pool } end
    end
    if not match_best(queues_for(places)) then
      command('DEL', key('cramped'))
      return
    end
  end
end
