"""Every shape of the API that pages read or send, for their TypeScript types."""

from __future__ import annotations

from callrouter.model.audit_trail import ChainState
from callrouter.services.staffing import TrialStanding
from signaling.http.api.alerts import AlertRulesTold, AlertRulesVersion, AlertsTold, NewAlertRules
from signaling.http.api.audit import AuditPage
from signaling.http.api.booths import EnrolmentOffered
from signaling.http.api.day_reports import Definitions, ReportTold
from signaling.http.api.operation import ApiError
from signaling.http.api.reports import StatisticsReport
from signaling.http.api.special_days import OpeningPlan
from signaling.http.api.staffing import StaffingTrial, StaffingWeek

#: One line a shape: what a page asks for is listed here, and then has a type in web/shared/protocol/api.ts.
ApiShape = (
    AlertRulesTold
    | AlertRulesVersion
    | AlertsTold
    | NewAlertRules
    | ApiError
    | AuditPage
    | ChainState
    | Definitions
    | EnrolmentOffered
    | ReportTold
    | OpeningPlan
    | StatisticsReport
    | StaffingWeek
    | StaffingTrial
    | TrialStanding
)
