-- Purpose: a supervisor frees a person who is stuck in what they are busy with. A caller who would be left
-- with nobody waits again, in the place by time, for somebody else.
-- ARGV[2]  staff id
-- ARGV[3]  the call or reservation they are to be freed from
-- ARGV[4]  SeatSpec as JSON for who is sought instead of them, or ''
-- ARGV[5]  who does it
-- ARGV[6]  why
-- Returns nothing; repeated, when they are busy with something else, nothing happens
-- Refuses  no_such_person; wrong_state: they host a call and no seat is given to seek somebody else with
-- Events   staff.steered, reservation.ended (rescinded), call.left (freed), staff.changed, and those of a match

local person = load_person(ARGV[2])
if not person then return refuse('no_such_person') end
local record = person.record
if (record.call_id or record.reservation_id) ~= ARGV[3] then return commit() end
local call = record.activity == 'on_call' and load_call(ARGV[3])
local own = call and not call.record.ended_at and hosting_seat(call, person.id)
local alone = own and not other_host(call, person.id)
if alone and ARGV[4] == '' then return refuse('wrong_state') end

note_person_deed(person, { deed = 'freed', by = ARGV[5], why = ARGV[6] })
if record.activity == 'reserved' then
  rescind(person)
elseif alone then
  local spec = decode(ARGV[4])
  state_of(call, own).wrap_up_ms = 0
  local others = {}
  depart(call, own, 'freed')
  -- A colleague who was asked to join would be one too many now.
  for _, other in ipairs(call.record.seats) do
    if other.hosts and (other.state == 'waiting' or other.state == 'reserved') then
      for _, each in ipairs(withdraw(call, other)) do others[#others + 1] = each end
    end
  end
  local seat = open_seat(call, spec, ARGV[4], score_of(call))
  spend(call, seat, person.id)
  note_seat(call, seat)
  call.record.held_at = nil
  begin_waiting(call)
  place_seat(call, seat)
  settle(call)
  for _, each in ipairs(others) do place_person(each) end
elseif call and not call.record.ended_at and find_participant(call, person.id) then
  for _, seat in ipairs(call.record.seats) do
    if seat.state == 'taken' and seat.staff_id == person.id then state_of(call, seat).wrap_up_ms = 0 end
  end
  leave(call, person.id, 'freed', ARGV[5])
else
  disarm('wrap_up', person.id)
  finish(person)
end
place_person(person)
return commit()
