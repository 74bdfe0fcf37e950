-- Purpose: a document gets another text, unless somebody else was first.
-- ARGV[2]  name
-- ARGV[3]  text
-- ARGV[4]  the version it replaces, 0 for none
-- ARGV[5]  who replaces it
-- ARGV[6]  which part of it became what, or nothing
-- ARGV[7]  why, or nothing
-- Returns  the version that has this text; repeated, the same
-- Refuses  changed_meanwhile: it has another version and another text
-- Events   document.changed, when the text is another one

local name = key('document', ARGV[2])
local stored = redis.call('HMGET', name, 'text', 'version')
local version = tonumber(stored[2] or 0)
if stored[1] == ARGV[3] then return { '', version } end
if version ~= tonumber(ARGV[4]) then return refuse('changed_meanwhile') end
version = version + 1
redis.call('HSET', name, 'text', ARGV[3], 'version', version, 'at', now, 'by', ARGV[5])
note('document.changed', function() return ARGV[5] end, function()
  local what = ARGV[6] ~= '' and ARGV[6] or nil
  return cjson.encode({ name = ARGV[2], version = version, by = ARGV[5], what = what, why = ARGV[7] })
end)
return commit(version)
