"""Whether everything a deployment keeps makes sense, and its server is fit: for operators and for tests."""

from __future__ import annotations

from callrouter.queueing.audit.auditor import Examination, audit, findings_in
from callrouter.queueing.audit.contents import Contents, read_contents
from callrouter.queueing.audit.figures import check_figures
from callrouter.queueing.audit.findings import Finding, FindingCode
from callrouter.queueing.audit.server import Examined, Subject, examine_server
from callrouter.queueing.audit.trail import check_chain

__all__ = [
    "Contents",
    "Examination",
    "Examined",
    "Finding",
    "FindingCode",
    "Subject",
    "audit",
    "check_chain",
    "check_figures",
    "examine_server",
    "findings_in",
    "read_contents",
]
