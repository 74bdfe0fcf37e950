-- Purpose: what every script stands on: its arguments, the clock, key names, deadlines, answers.
-- KEYS[1]  the deployment's prefix, "{<namespace>}:"; its hash tag puts every key in one slot
-- ARGV[1]  now, UTC epoch ms, or '' for the server's clock
--
-- The prelude's parts and all scripts are one library of functions, loaded once. A script changes records
-- in memory and writes them once, in commit(), with the events of the transition; queues and deadlines
-- are written at once. So: refuse() before the first write.

-- Of the run at hand: set anew by begin(), since the library outlives it. clock: what is kept of the server's
-- clock, nil when now was passed in.
local KEYS, ARGV, now, clock
local in_use, loaded, events
local room_freed             -- whether there may be room for more calls' media than before
-- Not there yet while the library is loaded.
local command, encode, decode

-- The one place in Lua where a key is named; keys.py lists the kinds.
local function key(kind, id)
  if id then return KEYS[1] .. kind .. ':' .. id end
  return KEYS[1] .. kind
end

-- The server's clock, but never earlier than it was: who asked first stays first, and no time passes twice.
-- Set back, it stands still until claim_deadlines has it go on from where it was.
local function read_clock()
  local time = command('TIME')
  local kept = command('HMGET', key('clock'), 'ahead', 'looked_at', 'held_until')
  clock = { ahead = tonumber(kept[1] or 0), looked_at = tonumber(kept[2] or nil), held_until = tonumber(kept[3] or 0) }
  clock.at = time[1] * 1000 + math.floor(time[2] / 1000) + clock.ahead
  return math.max(clock.at, clock.looked_at or 0)
end

local function begin(keys, arguments)
  KEYS, ARGV = keys, arguments
  in_use, loaded, events, room_freed = {}, {}, {}, false
  command, encode, decode = redis.call, cjson.encode, cjson.decode
  clock, now = nil, tonumber(ARGV[1])
  if not now then now = read_clock() end
end

local function arm(kind, subject, at) command('ZADD', key('deadlines'), at, kind .. ':' .. subject) end
local function disarm(kind, subject) command('ZREM', key('deadlines'), kind .. ':' .. subject) end

-- Whether a deadline has come, and is over with: at = when the state says it is due, nil when the
-- state knows of none. Whoever moves it to later arms it again, so one that hasn't come stays.
local function due(kind, subject, at)
  if at and at > now then return false end
  disarm(kind, subject)
  return at
end

-- Whether somebody of this role has calls: an employee, or an officer.
local function is_host(role) return role == 'agent' or role == 'wijkagent' end

local function has_session(principal) return command('EXISTS', key('sessions', principal)) == 1 end

-- What a booth does has changed: it came, went, or its call ended. Whoever never reported a device isn't one.
local function date_device(principal)
  local name = key('device', principal)
  if command('EXISTS', name) == 1 then command('HSET', name, 'since', string.format('%.0f', now)) end
end

local function journal_position()
  local last = command('XREVRANGE', key('journal'), '+', '-', 'COUNT', 1)
  return last[1] and last[1][1] or '0-0'
end

-- Whether the journal goes as far as somebody read it. Not if they read it from a server that is gone, of what
-- no other one had got: then the journal goes on otherwise.
local function has_told(event_id)
  return command('EXISTS', key('journal')) == 0 or #command('XRANGE', key('journal'), event_id, event_id) > 0
end

-- Answers no. Nothing may have been written.
local function refuse(code) return { code } end
