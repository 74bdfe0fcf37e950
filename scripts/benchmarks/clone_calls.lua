-- Purpose: copies of a waiting call, for the benchmark of large queues; no part of the engine.
-- ARGV[1]  the token that stands in every name of the original, as long as those of the copies
-- ARGV[2]  what the original left in the server, as JSON: {key, own, type, entries}; own = the key is the
--          original's alone, entries = pairs (hash), members (set), members with scores (sorted set)
-- ARGV[3], ARGV[4]  numbers of the first and the last copy; copy n is as if requested n ms later
-- Returns how many were made

local token, made_from = ARGV[1], cjson.decode(ARGV[2])
local copies = 0
for number = tonumber(ARGV[3]), tonumber(ARGV[4]) do
  local name = string.format('%0' .. #token .. 'd', number)
  local function later(text)
    -- Times are the numbers of 13 digits; the frontier keeps those within a name out.
    local moved = string.gsub(text, '%f[%w]1%d%d%d%d%d%d%d%d%d%d%d%d%f[^%w]', function(time)
      return string.format('%.0f', time + number)
    end)
    return (string.gsub(moved, token, name))
  end
  for _, kept in ipairs(made_from) do
    local words = {}
    for i, entry in ipairs(kept.entries) do
      words[i] = (kept.type == 'zset' and i % 2 == 1) and string.format('%.0f', entry + number) or later(entry)
    end
    local verb = ({ hash = 'HSET', set = 'SADD', zset = 'ZADD' })[kept.type]
    redis.call(verb, kept.own and later(kept.key) or kept.key, unpack(words))
  end
  copies = copies + 1
end
return copies
