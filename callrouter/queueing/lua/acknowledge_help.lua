-- Purpose: somebody is on the way to a booth where help is wanted.
-- ARGV[2]  help id
-- ARGV[3]  who says so
-- ARGV[4]  for how long it is open from now on, ms
-- Returns  the request as JSON; repeating changes nothing
-- Refuses  no_such_help: it is over; already_taken: somebody else is on the way
-- Events   help.acknowledged

local help = load_help(string.match(ARGV[2], '^(.*)#[^#]*$') or '')
if not help or help.help_id ~= ARGV[2] then return refuse('no_such_help') end
if help.acknowledged_by and help.acknowledged_by ~= ARGV[3] then return refuse('already_taken') end
if help.acknowledged_at then return { '', encode(help) } end

help.acknowledged_at, help.acknowledged_by, help.lapses_at = now, ARGV[3], now + tonumber(ARGV[4])
keep_help(help)
note_help('help.acknowledged', help, field('by', ARGV[3]))
return commit(encode(help))
