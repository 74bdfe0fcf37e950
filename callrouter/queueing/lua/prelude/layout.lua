-- Purpose: which form the data has, who works on it, and how it is brought to another form, step by step.
-- layout_change  to (the form), holder and ends_at (which node does it, until when), token (never the same for
--                two that did; stays), cursor (how far it is, as "<part> <SCAN's>") and server (whose cursor that is).
--                Before it begins, older_at (when somebody was there last who can't read that form) and asked_at
--                (when a node last wanted to begin)

-- What each form is made of the one before: migrations/to_<form>.lua puts it here, as
--   { match = { patterns of names without the prefix }, change = function(name) }
-- change is called for each key, perhaps more than once, and so looks whether there is anything to do.
local migrations = {}

local FIRST_FORM_TOLD = 4   -- older nodes and relays don't say what they read

-- What nodes that are there say of themselves.
local function nodes_there()
  local there = {}
  for _, id in ipairs(command('ZRANGEBYSCORE', key('nodes'), '(' .. string.format('%.0f', now), '+inf')) do
    local text = command('HGET', key('node', id), 'record')
    if text then there[#there + 1] = decode(text) end
  end
  return there
end
