-- Purpose: which sign-ins of a name there are, the oldest first.
-- ARGV[2]  the name, such as a person's
-- Returns  for each its record and when it was last used
-- Events   none

local reply = { '' }
for _, sign_in in ipairs(sign_ins_of(ARGV[2])) do
  reply[#reply + 1] = sign_in.text
  reply[#reply + 1] = string.format('%.0f', sign_in.seen_at)
end
return reply
