-- Purpose: a supervisor answers a waiting call, whoever it rings for.
-- ARGV[2]  call id
-- ARGV[3]  staff id of the supervisor
-- ARGV[4]  why
-- Returns the call; repeated, the same call as it is now
-- Refuses  no_such_call; caller_left: it ended; already_taken: somebody else was first;
--          no_such_person; wrong_state: they are busy with a call, or have no page; call_full
-- Events   call.steered, reservation.ended (rescinded), call.joined, staff.changed, and those of a match

local call, person = load_call(ARGV[2]), load_person(ARGV[3])
if not call then return refuse('no_such_call') end
if call.record.ended_at then return refuse('caller_left') end
if hosting_seat(call, ARGV[3]) then return answer(call) end
local seat = call.record.state == 'waiting' and wanted_seat(call)
if not seat then return refuse('already_taken') end
if not person then return refuse('no_such_person') end
if person.record.activity ~= 'idle' or not has_session(person.id) then return refuse('wrong_state') end

local freed = withdraw(call, seat, 'rescinded')
-- The same seat: it is by its first one that a call is told to have been answered.
local state = state_of(call, seat)
state.wrap_up_ms, state.needs, state.taken_at = 0, nil, now
-- An offer nobody had to answer: it names the stay in the supervisor's day.
state.attempts = state.attempts + 1
state.reservation_id = seat_key(call, seat) .. '#' .. state.attempts
seat.role, seat.state, seat.staff_id = 'supervisor', 'taken', person.id
if call.hidden.left then call.hidden.left[person.id] = nil end
if call.hidden.pictured then call.hidden.pictured[person.id] = nil end
note_transition('call.joined', call, field('participant_id', person.id))
leave_pools(person)
become(person, 'on_call', call.id)
local record = call.record
person.hidden.serving = { location = record.location, subject = record.subject, language = record.language }
join(call, person.id, 'supervisor', person.record.display_name)
take_back(call, person.id)
begin_talking(call)
note_call_deed(call, 'pulled', person.id, ARGV[4])
settle(call)
for _, each in ipairs(freed) do place_person(each) end
return answer(call)
