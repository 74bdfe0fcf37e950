-- Purpose: events that are older than they are kept for leave the journal, but none that is still to be counted
-- or written down, and never the last one that was.
-- ARGV[2]  for how long events are kept, ms
-- Returns  how many left
-- Events   none

local function place(id)
  local ms, number = string.match(id or '0-0', '^(%d+)-(%d+)$')
  return { tonumber(ms), tonumber(number) }
end
local oldest = { now - ARGV[2], 0 }
for _, reader in ipairs({ 'trail', 'statistics' }) do
  local read = place(command('HGET', key(reader), 'position') or nil)
  if read[1] < oldest[1] or read[1] == oldest[1] and read[2] < oldest[2] then oldest = read end
end
return { '', command('XTRIM', key('journal'), 'MINID', string.format('%.0f-%.0f', oldest[1], oldest[2])) }
