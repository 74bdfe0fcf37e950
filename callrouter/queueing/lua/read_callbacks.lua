-- Purpose: callback requests, by name or from lists, soonest due first.
-- ARGV[2]  ids as a JSON list; where it is empty:
-- ARGV[3]  lists, as a JSON list
-- ARGV[4]  how many of each list at most
-- Returns  how many stand in the lists together; then of each request: record, contact or '', deliveries as
--          a JSON list
-- Events   none

local reply, ids, count = { '', 0 }, decode(ARGV[2]), 0
local seen = {}
for _, list in ipairs(decode(ARGV[3])) do
  count = count + command('ZCARD', key('callbacks', list))
  for _, id in ipairs(command('ZRANGE', key('callbacks', list), 0, ARGV[4] - 1)) do
    if not seen[id] then ids[#ids + 1] = id end
    seen[id] = true
  end
end
reply[2] = count
for _, id in ipairs(ids) do answer_callback(reply, id) end
return reply
