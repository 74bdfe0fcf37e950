-- Purpose: sign-ins end now, everywhere.
-- ARGV[2]  the name they are found by, such as a person's
-- ARGV[3]  why
-- ARGV[4]  who says so
-- ARGV[5]  this one only; '' = all
-- ARGV[6]  all but this one; '' = none excepted
-- ARGV[7]  the reason somebody gives, in their words, or nothing
-- Returns  how many there were; repeating finds none
-- Events   sign_in.ended for each

local count = 0
for _, sign_in in ipairs(sign_ins_of(ARGV[2])) do
  if (ARGV[5] == '' or ARGV[5] == sign_in.id) and sign_in.id ~= ARGV[6] then
    end_sign_in(sign_in, ARGV[3], ARGV[4], ARGV[7])
    count = count + 1
  end
end
return commit(count)
