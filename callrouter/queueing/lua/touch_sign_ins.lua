-- Purpose: pages of these sign-ins are open at a node, which counts as use.
-- ARGV[2…] ids of sign-ins
-- Returns  the ids of those that are over
-- Events   none

local over = {}
for i = 2, #ARGV do
  local sign_in = load_sign_in(ARGV[i])
  if sign_in then see_sign_in(sign_in) else over[#over + 1] = ARGV[i] end
end
return { '', over }
