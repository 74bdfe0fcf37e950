-- Purpose: sign-ins of staff: found while they last, ended with an event.

-- Loads a sign-in that is good now; nil: there is none, or its time is over.
local function load_sign_in(id)
  local name = key('sign_in', id)
  local kept = command('HMGET', name, 'record', 'hidden', 'seen_at')
  if not kept[1] then return nil end
  local sign_in = { id = id, key = name, text = kept[1], record = decode(kept[1]), hidden = decode(kept[2]),
    seen_at = tonumber(kept[3]) }
  if sign_in.record.ends_at <= now or sign_in.seen_at + sign_in.hidden.idle_ms <= now then return nil end
  return sign_in
end

-- It is used: it lasts for another while, but never beyond its end.
local function see_sign_in(sign_in)
  sign_in.seen_at = now
  command('HSET', sign_in.key, 'seen_at', string.format('%.0f', now))
  command('PEXPIRE', sign_in.key, math.min(sign_in.hidden.idle_ms, sign_in.record.ends_at - now))
end

local function end_sign_in(sign_in, reason, by, why)
  for _, name in ipairs(sign_in.hidden.names) do command('ZREM', key('sign_ins', name), sign_in.id) end
  command('DEL', sign_in.key)
  local record = sign_in.record
  note('sign_in.ended', '', encode({ sign_in_id = sign_in.id, staff_id = record.staff_id, page = record.page,
    reason = reason, by = by, why = why }))
end

-- The sign-ins of a name, the oldest first; what has lapsed is listed no more.
local function sign_ins_of(name)
  local found = {}
  for _, id in ipairs(command('ZRANGE', key('sign_ins', name), 0, -1)) do
    local sign_in = load_sign_in(id)
    if sign_in then found[#found + 1] = sign_in else command('ZREM', key('sign_ins', name), id) end
  end
  return found
end
