-- Purpose: somebody of the staff is signed in at a page; of very many, the oldest ends.
-- ARGV[2]  the record without its times, as JSON; its id is new, so that repeating is harmless
-- ARGV[3]  digest of the token that the browser will show
-- ARGV[4]  names under which it can be found, as a JSON list; the first is the person's
-- ARGV[5]  how long it lasts unused, ms
-- ARGV[6]  how long it lasts at most, ms
-- ARGV[7]  how many a person may have
-- ARGV[8]  digest of the token that the browser showed before at this page, whose sign-in ends; '' = none
-- Returns  the record as it is kept
-- Refuses  account_locked
-- Events   action.noted (sign_in.done); sign_in.ended for the one before, and for one too many

local record, names = decode(ARGV[2]), decode(ARGV[4])
local same = load_sign_in(record.sign_in_id)
if same then return { '', same.text } end
local credentials = command('GET', key('credentials', record.staff_id))
if credentials and decode(credentials).locked then return refuse('account_locked') end
local before = ARGV[8] ~= '' and command('GET', key('sign_in_token', ARGV[8]))
before = before and load_sign_in(before)
if before and before.record.page == record.page then end_sign_in(before, 'signed_out', before.record.staff_id) end
local others = sign_ins_of(names[1])
for i = 1, #others + 1 - tonumber(ARGV[7]) do end_sign_in(others[i], 'too_many', 'clock') end

local longest_ms = tonumber(ARGV[6])
record.started_at, record.ends_at = now, now + longest_ms
local text, name = encode(record), key('sign_in', record.sign_in_id)
command('HSET', name, 'record', text, 'hidden', encode({ names = names, idle_ms = tonumber(ARGV[5]) }),
  'token', ARGV[3], 'token_at', string.format('%.0f', now))
see_sign_in({ key = name, record = record, hidden = { idle_ms = tonumber(ARGV[5]) } })
command('SET', key('sign_in_token', ARGV[3]), record.sign_in_id, 'PX', longest_ms)
for _, each in ipairs(names) do
  command('ZADD', key('sign_ins', each), now, record.sign_in_id)
  command('PEXPIRE', key('sign_ins', each), longest_ms)
end
note('action.noted', '', encode({ action = 'sign_in.done', by = record.staff_id, outcome = record.page }))
return commit(text)
