-- Purpose: a message to a citizen was taken by who delivers it, failed for good, or is to be tried again.
-- ARGV[2]  message id
-- ARGV[3]  request id
-- ARGV[4]  Delivery as JSON
-- ARGV[5]  the message as JSON, with the failure counted, to be tried again; or ''
-- ARGV[6]  when it is tried again
-- ARGV[7]  whom it concerns, by name
-- Returns  nothing
-- Events   message.delivered, unless the message is gone already

local name = key('callback', ARGV[3])
if command('EXISTS', key('message', ARGV[2])) == 0 then return { '' } end
if ARGV[5] == '' then
  drop_message(ARGV[2])
else
  command('SET', key('message', ARGV[2]), ARGV[5])
  command('ZADD', key('outbox'), ARGV[6], ARGV[2])
end
if command('EXISTS', name) == 0 then return { '' } end
command('HSET', name, 'delivery:' .. ARGV[2], ARGV[4])
note('message.delivered', ARGV[7], '{"request_id":' .. encode(ARGV[3]) .. ',"delivery":' .. ARGV[4] .. '}')
return commit()
