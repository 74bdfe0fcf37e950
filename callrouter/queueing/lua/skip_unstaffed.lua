-- Purpose: nobody is staffed in a pool any more (deadline "unstaffed"): seats that wait there, alone or
-- for somebody to come along, go on to their next step where nobody else is staffed either.
-- ARGV[2]  the pool; on the way also the queue, score and seat after which to go on, apart by spaces
-- Returns nothing
-- Events   those of a match

local MOST_AT_ONCE = 100

local pool, from, score, member = string.match(ARGV[2], '^(%S+) (%S+) (%S+) (%S+)$')
pool = pool or ARGV[2]
disarm('unstaffed', ARGV[2])
if command('HEXISTS', key('staffed'), pool) == 1 then return commit() end

local queues = { pool }
for _, link in ipairs(command('SMEMBERS', key('partners', pool))) do
  local other = string.sub(link, 2)
  queues[#queues + 1] = string.sub(link, 1, 1) == '>' and pool .. '+' .. other or other .. '+' .. pool
end
table.sort(queues)

-- The rank after a seat that may have left the queue since: something put right behind it tells.
local function rank_behind(name)
  local mark = member .. ' '
  command('ZADD', name, score, mark)
  local rank = command('ZRANK', name, mark)
  command('ZREM', name, mark)
  return rank
end

local left = MOST_AT_ONCE
for _, queue in ipairs(queues) do
  if left > 0 and (not from or queue >= from) then
    local name = key('seats', queue)
    local first = queue == from and rank_behind(name) or 0
    local found = command('ZRANGE', name, first, first + left - 1, 'WITHSCORES')
    for i = 1, #found, 2 do
      local call_id, seat_id = split_seat_key(found[i])
      local call = load_call(call_id)
      local seat = find_seat(call, seat_id)
      if seat.state == 'waiting' then place_seat(call, seat) end
    end
    left = left - #found / 2
    if left == 0 then
      arm('unstaffed', table.concat({ pool, queue, found[#found], found[#found - 1] }, ' '), now)
    end
  end
end
return commit()
