-- Purpose: what is kept with a callback request besides its record.
-- delivery:<message>   in its hash: how far a message to its citizen came

local DELIVERY = 'delivery:'

-- Deliveries as JSON, by message id.
local function deliveries_of(name)
  local all, found = command('HGETALL', name), {}
  for i = 1, #all, 2 do
    if string.sub(all[i], 1, #DELIVERY) == DELIVERY then found[string.sub(all[i], #DELIVERY + 1)] = all[i + 1] end
  end
  return found
end

-- A message isn't needed any more: it was delivered, or is not to be.
local function drop_message(message_id)
  command('DEL', key('message', message_id))
  command('ZREM', key('outbox'), message_id)
end

-- A request as scripts answer it: record, contact or '', and deliveries as a JSON list.
local function answer_callback(reply, id)
  local name = key('callback', id)
  local kept = command('HMGET', name, 'record', 'contact')
  if not kept[1] then return end
  local found = {}
  for _, text in pairs(deliveries_of(name)) do found[#found + 1] = text end
  reply[#reply + 1], reply[#reply + 2], reply[#reply + 3] =
    kept[1], kept[2] or '', '[' .. table.concat(found, ',') .. ']'
end
