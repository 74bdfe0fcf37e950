-- Purpose: requests for help at booths, one at a time each, in the hash help by booth.

-- The request open at a booth, decoded; nil if there is none.
local function load_help(booth)
  local stored = command('HGET', key('help'), booth)
  return stored and decode(stored) or nil
end

-- Notes an event of a request for the booth, whoever is posted at its location ("at:<location>"), and the
-- employees in its call; extra: other fields, as JSON.
local function note_help(kind, help, extra)
  local told = { help.booth_id, 'at:' .. help.location }
  local call_id = command('HGET', key('booths'), help.booth_id)
  local call = call_id and load_call(call_id)
  for _, participant in ipairs(call and call.record.participants or {}) do
    if is_host(participant.role) then told[#told + 1] = participant.participant_id end
  end
  note(kind, table.concat(told, ' '), '{"help":' .. encode(help) .. (extra or '') .. '}')
end

-- Keeps a request until it lapses.
local function keep_help(help)
  command('HSET', key('help'), help.booth_id, encode(help))
  arm('help', help.booth_id, help.lapses_at)
end
