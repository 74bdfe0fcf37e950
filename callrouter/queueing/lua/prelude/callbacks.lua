-- Purpose: what is kept with a callback request besides its record.
-- delivery:<message>   in its hash: how far a message to its citizen came
-- talk:<call>          a conversation of it, on which employees may have notes

local DELIVERY, TALK = 'delivery:', 'talk:'

-- Deliveries as JSON, by message id.
local function deliveries_of(name)
  local all, found = command('HGETALL', name), {}
  for i = 1, #all, 2 do
    if string.sub(all[i], 1, #DELIVERY) == DELIVERY then found[string.sub(all[i], #DELIVERY + 1)] = all[i + 1] end
  end
  return found
end

-- Employees' notes on all of its conversations go, and that there were any.
local function drop_notes(name)
  for _, field in ipairs(command('HKEYS', name)) do
    if string.sub(field, 1, #TALK) == TALK then
      command('DEL', key('notes', string.sub(field, #TALK + 1)))
      command('HDEL', name, field)
    end
  end
end

-- A message isn't needed any more: it was delivered, or is not to be.
local function drop_message(message_id)
  command('DEL', key('message', message_id))
  command('ZREM', key('outbox'), message_id)
end

-- Of these letters, what is still to be sent says what is true no more. Returns the deliveries as JSON.
local function drop_pending(name, letters)
  local moot, dropped = {}, {}
  for _, letter in ipairs(letters) do moot[letter] = true end
  if not next(moot) then return dropped end
  for message_id, text in pairs(deliveries_of(name)) do
    local delivery = decode(text)
    if moot[delivery.letter] and delivery.state == 'pending' then
      drop_message(message_id)
      delivery.state, delivery.at = 'dropped', now
      dropped[#dropped + 1] = encode(delivery)
      command('HSET', name, DELIVERY .. message_id, dropped[#dropped])
    end
  end
  return dropped
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
