-- Purpose: keeps the oldest entries of a day that aren't packed yet in less room, unless somebody else has.
-- ARGV[2]  day
-- ARGV[3]  the first of those entries
-- ARGV[4]  how many they are
-- ARGV[5]  all of them, packed
-- Returns  1 if they were packed, 0 if the day goes on with another entry or is gone
-- Events   none

local name = key('trail_entries', ARGV[2])
if command('LINDEX', name, 0) ~= ARGV[3] then return { '', 0 } end
command('LTRIM', name, ARGV[4], -1)
command('RPUSH', key('trail_packed', ARGV[2]), ARGV[5])
return { '', 1 }
