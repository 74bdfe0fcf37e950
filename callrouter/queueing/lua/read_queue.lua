-- Purpose: the calls nobody has answered, best first.
-- Returns  call ids; their booths, in the same order
-- Events   none

local ids, booths = redis.call('ZRANGE', key('waiting'), 0, -1), {}
for i, id in ipairs(ids) do booths[i] = redis.call('HGET', key('calls'), id) end
return { '', ids, booths }
