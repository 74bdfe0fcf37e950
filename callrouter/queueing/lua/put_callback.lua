-- Purpose: a callback request is made, or comes to be as a step made it, unless somebody else was first.
-- With it, in the same step: where it stands, when it wakes, its links, and the messages to its citizen.
-- ARGV[2]  request id
-- ARGV[3]  the revision it replaces, 0 for none
-- ARGV[4]  the request as JSON
-- ARGV[5]  what goes with it, as JSON: lists (by score), wakes_at, invitation_id, links, messages, limits, kept_ms,
--          moot (letters that are not to be sent any more)
-- ARGV[6]  who the citizen is, as JSON; '' = as it was, 'erase' = nobody any more
-- ARGV[7]  whom it concerns, by name
-- ARGV[8]  what happened: the event's further fields, as JSON
-- Returns  1 if this was written, 0 if somebody else was first
-- Refuses  too_often: by one of the limits
-- Events   message.delivered for each that is dropped; callback.changed

local name, with = key('callback', ARGV[2]), decode(ARGV[5])
local kept = command('HMGET', name, 'record', 'lists', 'invitation', 'device')
if kept[1] == ARGV[4] then return { '', 1 } end
if (kept[1] and decode(kept[1]).revision or 0) ~= tonumber(ARGV[3]) then return { '', 0 } end
for _, limit in ipairs(with.limits) do
  if tonumber(command('GET', key('asked', limit.digest)) or 0) >= limit.most then return refuse('too_often') end
end

for _, limit in ipairs(with.limits) do
  if command('INCR', key('asked', limit.digest)) == 1 then
    command('PEXPIRE', key('asked', limit.digest), limit.window_ms)
  end
end
for _, list in ipairs(decode(kept[2] or '[]')) do command('ZREM', key('callbacks', list), ARGV[2]) end
local lists = {}
for _, list in ipairs(with.lists) do
  lists[#lists + 1] = list.name
  command('ZADD', key('callbacks', list.name), list.score, ARGV[2])
end
if with.wakes_at then
  command('ZADD', key('callback_times'), with.wakes_at, ARGV[2])
else
  command('ZREM', key('callback_times'), ARGV[2])
end
-- A link is for one invitation, and so is the device that came by it.
if kept[4] and kept[3] ~= with.invitation_id then
  command('DEL', key('token', kept[4]))
  command('HDEL', name, 'device')
end
command('HSET', name, 'record', ARGV[4], 'lists', encode(lists), 'invitation', with.invitation_id or '')
local call_id = decode(ARGV[4]).call_id
if call_id then command('HSET', name, TALK .. call_id, '') end
if ARGV[6] == 'erase' then
  for message in pairs(deliveries_of(name)) do drop_message(message) end
  command('HDEL', name, 'contact')
  drop_notes(name)
  command('PEXPIRE', name, with.kept_ms)
elseif ARGV[6] ~= '' then
  command('HSET', name, 'contact', ARGV[6])
end
for _, link in ipairs(with.links) do
  command('SET', key('link', link.digest), ARGV[2] .. ' ' .. with.invitation_id, 'PXAT', link.expires_at)
end
for _, delivery in ipairs(drop_pending(name, with.moot)) do
  note('message.delivered', ARGV[7], '{"request_id":' .. encode(ARGV[2]) .. ',"delivery":' .. delivery .. '}')
end
for _, message in ipairs(with.messages) do
  command('SET', key('message', message.message_id), message.text)
  command('ZADD', key('outbox'), now, message.message_id)
  command('HSET', name, 'delivery:' .. message.message_id, message.delivery)
end
note('callback.changed', ARGV[7], '{"request":' .. ARGV[4] .. ',' .. string.sub(ARGV[8], 2))
return commit(1)
