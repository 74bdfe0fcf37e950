-- Purpose: somebody is wanted at a booth: its visitor asks, or the employee in a call with them.
-- ARGV[2]  who asks: the booth, or a participant of the call
-- ARGV[3]  the booth's location, or '' when a participant asks
-- ARGV[4]  call id when a participant asks, or ''
-- ARGV[5]  what tells this request from others at the booth
-- ARGV[6]  for how long it is open, ms
-- Returns  the request as JSON; one that is open already is answered as it is
-- Refuses  no_such_call, not_a_participant; wrong_state: the call ended
-- Events   help.requested

local booth, location, by = ARGV[2], ARGV[3], 'visitor'
if ARGV[4] ~= '' then
  local call = load_call(ARGV[4])
  if not call then return refuse('no_such_call') end
  if call.record.ended_at then return refuse('wrong_state') end
  if not find_participant(call, ARGV[2]) then return refuse('not_a_participant') end
  booth, location, by = call.record.booth_id, call.record.location, 'agent'
end
local help = load_help(booth)
if help and (help.by == by or by == 'visitor') then return { '', encode(help) } end
if help then
  -- The employee asks too: from now on it isn't the visitor's to call off.
  help.by = by
  keep_help(help)
  note_help('help.requested', help, field('by', ARGV[2]))
  return commit(encode(help))
end

help = { help_id = booth .. '#' .. ARGV[5], booth_id = booth, location = location, by = by, at = now,
  call_id = command('HGET', key('booths'), booth) or nil, lapses_at = now + tonumber(ARGV[6]) }
keep_help(help)
note_help('help.requested', help, field('by', ARGV[2]))
return commit(encode(help))
