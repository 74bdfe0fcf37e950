-- Purpose: copies of a waiting call, for the benchmark of large queues; no part of the engine.
-- ARGV[1]  what the original left in the server, as JSON: {verb, key, words}, key and words as templates:
--          lists of texts, of times (numbers), and of 0, where the original's own name stood
-- ARGV[2], ARGV[3]  numbers of the first and the last copy; copy n is as if requested n ms later

local left = cjson.decode(ARGV[1])
for number = tonumber(ARGV[2]), tonumber(ARGV[3]) do
  local name = string.format('%08d', number)
  local function filled(template)
    local parts = {}
    for i, part in ipairs(template) do
      if part == 0 then
        part = name
      elseif type(part) == 'number' then
        part = string.format('%.0f', part + number)
      end
      parts[i] = part
    end
    return table.concat(parts)
  end
  for _, kept in ipairs(left) do
    local words = {}
    for i, template in ipairs(kept.words) do words[i] = filled(template) end
    redis.call(kept.verb, filled(kept.key), unpack(words))
  end
end
