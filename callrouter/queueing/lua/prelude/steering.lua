-- Purpose: what a supervisor does is told as such, beside what becomes of the call or the person.

local function note_call_deed(call, deed, by, why, to)
  local reference = call.record.reference
  note('call.steered', by,
    encode({ call_id = call.id, reference = reference, deed = deed, by = by, why = why, to = to }))
end

local function note_person_deed(person, deed)
  person.steered_by = deed.by
  deed.staff_id = person.id
  note('staff.steered', deed.by .. ' ' .. person.id, encode(deed))
end

local function note_status_set(person, status, reason, by, why)
  note_person_deed(person, { deed = 'status_set', status = status, reason = reason, by = by, why = why })
end

-- The seat for which somebody is sought who would host a call that nobody hosts.
local function wanted_seat(call)
  for _, seat in ipairs(call.record.seats) do
    if seat.hosts and (seat.state == 'waiting' or seat.state == 'reserved') then return seat end
  end
end
