-- Purpose: by what somebody is known comes to be as a step made it, unless somebody else was first.
-- ARGV[2]  name
-- ARGV[3]  the revision it replaces, 0 for none
-- ARGV[4]  the credentials as JSON
-- ARGV[5]  what happened: fields of action.noted as JSON; '' = nothing that is told
-- ARGV[6]  why the person's sign-ins end; '' = they don't
-- ARGV[7]  but this one
-- Returns  1 if this was written, 0 if somebody else was first
-- Events   action.noted; sign_in.ended for each that ends

local name = key('credentials', ARGV[2])
local stored = command('GET', name)
if stored == ARGV[4] then return { '', 1 } end
if (stored and decode(stored).revision or 0) ~= tonumber(ARGV[3]) then return { '', 0 } end

command('SET', name, ARGV[4])
if ARGV[5] ~= '' then note('action.noted', '', ARGV[5]) end
if ARGV[6] ~= '' then
  local by = ARGV[5] ~= '' and decode(ARGV[5]).by or 'clock'
  for _, sign_in in ipairs(sign_ins_of('staff:' .. ARGV[2])) do
    if sign_in.id ~= ARGV[7] then end_sign_in(sign_in, ARGV[6], by) end
  end
end
return commit(1)
