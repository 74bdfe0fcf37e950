-- Purpose: a browser shows a token: whose sign-in it is, and perhaps a new token for it. The old one counts
--          until the browser has shown the new one, and a little longer. Shown after that, somebody has a copy
--          if the new one was used meanwhile, too; if not, the browser lost it (it crashed before it wrote it
--          down), and the old one counts again.
-- ARGV[2]  digest of the token
-- ARGV[3]  digest of the new one that may take its place; '' = none
-- ARGV[4]  how old a token must be to be replaced, ms
-- ARGV[5]  how long a replaced one still counts, ms
-- Returns  the record, when it was last used before, and 1 if the new token counts; '' if it is nobody's
-- Events   sign_in.ended, if the token had been replaced

local shown, overlap_ms = ARGV[2], tonumber(ARGV[5])
local id = command('GET', key('sign_in_token', shown))
local sign_in = id and load_sign_in(id)
if not sign_in then return { '', '' } end
local kept = command('HMGET', sign_in.key, 'token', 'token_at', 'next', 'next_at', 'previous', 'previous_until',
  'used_at')
local token, token_at, next_token, next_at = kept[1], tonumber(kept[2]), kept[3], tonumber(kept[4] or 0)
local previous, previous_until = kept[5], tonumber(kept[6] or 0)
local used_at = tonumber(kept[7] or 0)
local at = string.format('%.0f', now)

if shown == next_token then
  command('HSET', sign_in.key, 'token', next_token, 'token_at', at, 'previous', token,
    'previous_until', string.format('%.0f', now + overlap_ms))
  command('HDEL', sign_in.key, 'next', 'next_at')
elseif shown == previous and previous_until <= now and used_at < previous_until and not next_token then
  command('HSET', sign_in.key, 'token', previous, 'token_at', at, 'previous', token,
    'previous_until', at, 'used_at', at)
  token, token_at = previous, now
elseif shown ~= token and (shown ~= previous or previous_until <= now) then
  end_sign_in(sign_in, 'replayed', 'clock')
  return commit('')
end
if shown ~= previous then command('HSET', sign_in.key, 'used_at', at) end
local before = string.format('%.0f', sign_in.seen_at)
see_sign_in(sign_in)
-- One that the browser never got is replaced in its turn.
local is_due = ARGV[3] ~= '' and shown == token and now - token_at >= tonumber(ARGV[4])
if not is_due or (next_token and now - next_at < overlap_ms) then return commit(sign_in.text, before, 0) end
if next_token then command('DEL', key('sign_in_token', next_token)) end
command('HSET', sign_in.key, 'next', ARGV[3], 'next_at', at)
command('SET', key('sign_in_token', ARGV[3]), id, 'PX', sign_in.record.ends_at - now)
return commit(sign_in.text, before, 1)
