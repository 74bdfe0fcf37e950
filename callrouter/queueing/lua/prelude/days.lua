-- Purpose: what is kept of people's work for a while: their day, and how they say a call was finished.
-- day:<staff>  stays in calls, and offers missed or declined (JSON), by when they were over

local DAY_LENGTH = 500

-- How somebody stated that a call was finished, and which statement that is, the last being the newest.
local function stated_by(call, staff_id)
  for i, each in ipairs(call.hidden.stated or {}) do
    if each.staff_id == staff_id then return each.disposition, i end
  end
end

local function enter_day(call, staff_id, entry)
  local name, kept_ms = key('day', staff_id), call.hidden.day_ms or call.hidden.notes_ms
  command('ZADD', name, now, encode(entry))
  command('ZREMRANGEBYSCORE', name, '-inf', now - kept_ms)
  command('ZREMRANGEBYRANK', name, 0, -DAY_LENGTH - 1)
  command('PEXPIRE', name, kept_ms)
end

-- Whether somebody hosted the call since this seat was taken. An interpreter may be there before the employee,
-- and be sent away when that one declines.
local function was_talked(call, seat)
  local taken_at, talked_at = state_of(call, seat).taken_at, call.hidden.talked_at
  return call.record.state == 'talking' or talked_at ~= nil and talked_at >= taken_at
end

-- An offer of this seat is over: it was taken, and its person leaves the call, or came to nothing.
local function enter_offer(call, seat, outcome)
  local record, state, staff_id = call.record, state_of(call, seat), seat.staff_id
  local entry = { entry_id = state.reservation_id, outcome = outcome, call_id = call.id,
    reference = record.reference, role = seat.role, language = seat.language,
    call_language = record.language, subject = record.subject, location = record.location, at = now }
  if outcome == 'talked' then
    entry.joined_at, entry.disposition = state.taken_at, stated_by(call, staff_id)
    entry.kind = call.hidden.pictured and call.hidden.pictured[staff_id] and 'video' or 'audio'
    call.hidden.left = call.hidden.left or {}
    call.hidden.left[staff_id] = now
    stirred(call)
  end
  enter_day(call, staff_id, entry)
end

-- What is said of a call after leaving it stands in the day too.
local function amend_day(call, staff_id, name, value)
  local at = call.hidden.left and call.hidden.left[staff_id]
  if not at then return end
  local day = key('day', staff_id)
  for _, text in ipairs(command('ZRANGEBYSCORE', day, at, at)) do
    local entry = decode(text)
    if entry.call_id == call.id and entry.outcome == 'talked' and entry[name] ~= value then
      entry[name] = value
      -- In this order: a set that is empty for a moment forgets when it expires.
      command('ZADD', day, at, encode(entry))
      command('ZREM', day, text)
    end
  end
end
