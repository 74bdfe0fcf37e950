-- Purpose: an employee reports how a visitor behaves, in the call or afterwards, or takes that back.
-- ARGV[2]  staff id
-- ARGV[3]  call id
-- ARGV[4]  flag, or '' = nothing was amiss
-- ARGV[5]  for how long supervisors are shown it, ms
-- ARGV[6]  how many reports they are shown
-- Returns nothing; repeating changes nothing, but what supervisors have seen is reported anew
-- Refuses  no_such_person, no_such_call, not_a_participant
-- Events   call.flagged

local person = load_person(ARGV[2])
local call = load_call(ARGV[3])
if not person then return refuse('no_such_person') end
if not call then return refuse('no_such_call') end
if not call.hidden.parties[ARGV[2]] then return refuse('not_a_participant') end
local flag = ARGV[4] ~= '' and ARGV[4] or nil
local unseen = command('HEXISTS', key('flagged'), call.id) == 1
if call.record.flag == flag and (unseen or not flag) then return commit() end

-- Room for one more: the oldest go.
local function make_room()
  local kept, texts = {}, command('HVALS', key('flagged'))
  for _, text in ipairs(texts) do
    local each = decode(text)
    if each.call_id ~= call.id then kept[#kept + 1] = each end
  end
  table.sort(kept, function(a, b) return a.at < b.at end)
  for i, each in ipairs(kept) do
    if each.at + ARGV[5] > now and #kept - i < ARGV[6] - 1 then return end
    command('HDEL', key('flagged'), each.call_id)
  end
end

local told = field('by', ARGV[2])
if flag then
  local flagged = encode({ call_id = call.id, reference = call.record.reference, booth_id = call.record.booth_id,
    location = call.record.location, kind = flag, at = now, by = ARGV[2], display_name = person.record.display_name })
  make_room()
  command('HSET', key('flagged'), call.id, flagged)
  command('PEXPIRE', key('flagged'), ARGV[5])
  told = told .. ',"flagged":' .. flagged
else
  command('HDEL', key('flagged'), call.id)
end
call.record.flag = flag
changed(call)
local also = call.record.ended_at and hosted_last(call, ARGV[2]) and ARGV[2] or nil
note('call.flagged', agents_of(call, also), function() return '{"call":' .. call.text .. told .. '}' end)
return commit()
