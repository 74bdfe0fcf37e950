-- Purpose: a try that was counted wasn't wrong.
-- ARGV[2]  1 = it succeeded: the first count begins anew; 0 = it proved nothing, and merely doesn't count
-- ARGV[3…] whose the counts are
-- Returns  nothing
-- Events   none

for i = 3, #ARGV do
  local name = key('tries', ARGV[i])
  local count = tonumber(command('HGET', name, 'count') or 0)
  if count <= 1 or (i == 3 and ARGV[2] == '1') then
    command('DEL', name)
  else
    command('HINCRBY', name, 'count', -1)
    command('HDEL', name, 'until')
  end
end
return { '' }
