-- Purpose: nobody is wanted at a booth any more: somebody says so, or nobody did in time (deadline "help").
-- ARGV[2]  booth id
-- ARGV[3]  withdrawn or settled; nothing when the time is over
-- ARGV[4]  who says so
-- ARGV[5]  the request that is meant, or '' for whichever is open
-- Returns nothing; without such a request, or for one that an employee made, nothing is withdrawn
-- Events   help.ended

local help = load_help(ARGV[2])
if ARGV[3] then
  if not help or (ARGV[5] ~= '' and help.help_id ~= ARGV[5]) then return commit() end
  -- What an employee asked for isn't the visitor's to call off.
  if ARGV[3] == 'withdrawn' and help.by ~= 'visitor' then return commit() end
  disarm('help', ARGV[2])
elseif not due('help', ARGV[2], help and help.lapses_at) then
  return commit()
end

command('HDEL', key('help'), ARGV[2])
note_help('help.ended', help, field('reason', ARGV[3] or 'lapsed') .. (ARGV[4] and field('by', ARGV[4]) or ''))
return commit()
