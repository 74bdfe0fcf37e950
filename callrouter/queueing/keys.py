"""The names of everything a deployment keeps in the server, under one hash tag.

Scripts build the same names in one place, ``key()`` in ``lua/prelude/base.lua``, from the
prefix they are given. What there is, after ``{<namespace>}:``:

===================== ====== =================================================================
call:<id>             hash   record (public JSON), hidden (JSON, what only the engine knows), and
                             plan:<seat>, each seat's SeatSpec as it came
staff:<id>            hash   record and hidden of a person, and places (JSON, as they came)
reservation:<id>      hash   record, staff_id, outcome (pending or how it ended)
session:<id>          hash   principal, ends_at (its lease)
sessions:<principal>  set    the principal's sessions
seats:<pool>          zset   seats that wait for somebody of a pool, by score
seats:<a>+<b>         zset   seats that wait for two people together, one of each pool, by score
partners:<pool>       set    ">b" and "<a": with which pools it has such queues, as first and second
unfilled              zset   every seat nobody has taken, by score
ready:<pool>          zset   people available in a pool, by their order there
present               hash   pool -> how many of its people are connected and not offline
staffed               hash   pool -> how many of those are ready and don't mean to stop
waiting:<location>    zset   calls that wait at a location, by score
calls                 hash   live call -> booth
booths                hash   booth -> live call
called:<booth>        string how many calls it, or a citizen, asked for, for ten minutes
served:<booth>        string who hosted the booth's last call, and when they left it
help                  hash   booth -> what help is wanted there (JSON)
flagged               hash   call -> what an employee reported of its visitor (JSON), until a supervisor has
                             seen it; at most 200, for a week after the last
device:<booth>        hash   report (JSON, what the booth says of its devices), at, and since (when it came,
                             went, or its last call ended); for a month
enrolled              hash   booth -> digest of the token its device shows
enrolling             hash   booth -> digest of the code that enrols a device as it
enrolment:<sha256>    string the booth a code enrols a device as, and who made it; for a quarter of an hour
closed                hash   location closed by hand -> Closing (JSON)
people                set    everybody who isn't offline
relays                set    the relays that are registered
relay:<id>            hash   record, load, ends_at (its lease), renewed_at, doubted
placed:<relay>        set    live calls whose media lives there
promised              set    calls that ring or are talked in and live on no relay yet: room is kept for them
cramped               set    pools in which a call and a person didn't meet as no relay had room
stranded              set    live calls whose relay was lost while there was no other
nodes                 zset   signaling nodes that are there, by when their lease ends
node:<id>             hash   record, renewed_at and ahead_ms (its clock) of one; as long as its lease
deadlines             zset   <kind>:<subject> by due time
clock                 hash   when deadlines were looked at last, by how many ms the engine's clock is ahead of
                             the server's, which was set back, and until when nobody is counted out
journal               stream every event, the last 100,000 for as long as ``journal_keep_days`` says
chat:<call>           hash   entry id -> numbered entry, as long as the call lives
notes:<call>          hash   employee -> their note (JSON), for a while after the call's end
day:<staff>           zset   what they did: stays in calls, offers missed or declined (JSON), by when it was
                             over; at most 500, for eight days or less
token:<sha256>        string a short-lived secret's subject
layout                string the form of all this data; a word instead while it is being restored
layout_change         hash   how data is brought to another form: to which, by what node, how far it is;
                             before that, since when it could be
confirmed             string empty; written before replicas are asked whether they have all of it
document:<name>       hash   text, version, at, by
statistics            hash   up to which journal entry events are counted, when the last was, and for each
                             interval not packed up to which one it was added to
statistics:<start>    hash   figures of a quarter of an hour, by their names, or packed
noted:<id>            string that this action was told, for an hour
trail                 hash   up to which journal entry the audit trail tells, when that was, and number and
                             hash of its last entry
trail_days            hash   day (UTC) -> number of its first entry, and the hash before it
trail_signatures      hash   day that is over -> signature of its last entry's number and hash
trail_entries:<day>   list   entries of a day that aren't packed yet, each behind its hash
trail_packed:<day>    list   those before them, a thousand packed together
statistics_days       hash   UTC day with figures -> up to which journal entry it was added to, or the
                             form of its sums
statistics_day:<at>   hash   figures of a UTC day by local day, packed, in slices by what filters let through
callback:<id>         hash   record (JSON, without who the citizen is), contact (JSON, until it is erased),
                             lists (JSON, in which it stands), invitation, device (digest of the token of
                             the citizen's device) and delivery:<message> (JSON, how far a message came)
callbacks:<list>      zset   callback requests by due time: those that wait (waiting/<queue>), those held
                             by its people (held/<queue>), by one of them (staff/<id>), past due (overdue)
                             and closed (closed, by when)
callback_times        zset   callback requests, by when they wake
outbox                zset   messages to be sent, by when they are tried next
message:<id>          string a message (JSON), until it is delivered
link:<sha256>         string request and invitation that a link is for, until a week after it closes
asked:<mark>          string how often a number or address asked to be called back, for a day
trial:<id>            hash   standing (JSON) of a staffing that is being tried: how far it is, or its result;
                             unwanted, once somebody wants it no more; for an hour
alerts                hash   what is alerted to, or about to be, by its key (JSON)
alert_notices         hash   what others are still to be told of alerts (JSON)
call_stories          hash   holder (the node that tells how calls went), ends_at (until when), told (the
                             last end that was) and read_from (before all that isn't)
alert_watch           hash   holder (the node that looks after alerts), ends_at (until when), and
                             revision of alerts
accounts              hash   name -> account that isn't in the directory's file (JSON)
account_subjects      hash   digest of who somebody is at the identity provider -> their account's name
sign_in:<id>          hash   record and hidden of a sign-in of staff, seen_at, token, next and previous
                             (digests of tokens), and since or until when each counts; until it is over
sign_in_token:<hash>  string the sign-in that the token with this digest is of, or was
sign_ins:<name>       zset   sign-ins of a person (staff:<id>), or of a session (sid:<sha256>) or subject
                             (sub:<sha256>) of an identity provider, by when they began
credentials:<staff>   string by what somebody is known beside the directory (JSON)
tries:<kind>:<mark>   hash   count of wrong tries to sign in with a name, from a place or a device, since when
                             none of them was forgotten, and until when the next one waits; until all are
live_text             (channel) what people are typing; nothing is kept
===================== ====== =================================================================
"""

from __future__ import annotations

import re

_NAMESPACE = re.compile(r"[A-Za-z0-9._:-]{1,64}")


class Keys:
    """Names the keys of one deployment. Raises ``ValueError`` on a namespace that can't be a hash tag."""

    def __init__(self, namespace: str) -> None:
        if not _NAMESPACE.fullmatch(namespace):
            raise ValueError(f"not a namespace: {namespace!r}")
        self.prefix = f"{{{namespace}}}:"
        self.journal = f"{self.prefix}journal"
        self.statistics = f"{self.prefix}statistics"
        self.statistics_days = f"{self.prefix}statistics_days"
        self.layout = f"{self.prefix}layout"

    def record(self, kind: str, record_id: str) -> str:
        """Where a call, a person or a reservation is kept."""
        return f"{self.prefix}{kind}:{record_id}"

    def index(self, name: str) -> str:
        """Where the one index of this name is kept, such as ``people``."""
        return f"{self.prefix}{name}"

    def chat(self, call_id: str) -> str:
        """Where a call's chat is kept."""
        return f"{self.prefix}chat:{call_id}"

    def notes(self, call_id: str) -> str:
        """Where employees' notes on a call are kept."""
        return f"{self.prefix}notes:{call_id}"

    def day(self, staff_id: str) -> str:
        """Where is kept what a person did."""
        return f"{self.prefix}day:{staff_id}"

    def token(self, digest: str) -> str:
        """Where the subject of the token with this digest is kept."""
        return f"{self.prefix}token:{digest}"

    def document(self, name: str) -> str:
        """Where a document is kept."""
        return f"{self.prefix}document:{name}"

    def interval(self, starts_at: int) -> str:
        """Where the figures of the interval that starts then are kept."""
        return f"{self.prefix}statistics:{starts_at}"

    def day_figures(self, starts_at: int) -> str:
        """Where the figures of the UTC day that starts then are kept, added up."""
        return f"{self.prefix}statistics_day:{starts_at}"
