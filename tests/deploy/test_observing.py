"""Dashboard and alert rules ask for what there is, and each alert says what to do."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.signaling.metrics_reference import known

ROOT: Final = Path(__file__).parents[2]
RULES: Final = ROOT / "deploy" / "prometheus" / "alerts.yml"
DASHBOARD: Final = ROOT / "deploy" / "grafana" / "callrouter.json"
PROMTOOL: Final = shutil.which("promtool")
#: What Prometheus itself adds to every series, and the bound of a histogram's bucket.
_ADDED: Final = {"job", "instance", "le"}
_WORDS: Final = {"by", "without", "on", "ignoring", "and", "or", "unless", "offset", "bool"}
_MATCHERS: Final = re.compile(r"\{([^}]*)\}")
_GROUPS: Final = re.compile(r"\b(?:by|without|on|ignoring) \(([^)]*)\)")


def _rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load(RULES.read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def _all_queries() -> list[str]:
    return [*(rule["expr"] for rule in _rules()), *_shown()]


def _shown() -> Iterator[str]:
    dashboard = json.loads(DASHBOARD.read_text("utf-8"))
    for panel in dashboard["panels"]:
        for target in panel.get("targets", ()):
            yield target["expr"]
    for variable in dashboard["templating"]["list"]:
        if variable["type"] == "query":
            yield re.sub(r"label_values\((\w+), (\w+)\)", r"sum by (\2) (\1)", variable["definition"])


def _names_and_labels(query: str) -> tuple[set[str], set[str]]:
    """Return which series a query of Prometheus asks for, and by which of their labels."""
    labels = {label for group in _GROUPS.findall(query) for label in re.findall(r"\w+", group)}
    labels |= {label for inside in _MATCHERS.findall(query) for label in re.findall(r"(\w+)\s*[=!]", inside)}
    bare = re.sub(r"\[[^\]]*\]", "", _GROUPS.sub("", re.sub(r"\{[^}]*\}", "", query)))
    names = set(re.findall(r"(?<![\w.])[a-z_][a-z0-9_]*\b(?!\s*\()", bare)) - _WORDS
    return names - {"time"}, labels - _ADDED


def test_a_query_is_taken_apart() -> None:
    query = 'sum by (le, role) (rate(a_total{b=~"c", d!="e"}[5m])) > 0.5 and max(f offset 10m) > 14 * 86400'
    assert _names_and_labels(query) == ({"a_total", "f"}, {"role", "b", "d"})


@pytest.mark.parametrize("query", _all_queries(), ids=range(len(_all_queries())))
def test_what_is_asked_for_is_exposed(query: str) -> None:
    there = known()
    names, labels = _names_and_labels(query)
    assert names
    assert names <= {*there, "up"}
    assert labels <= {label for name in names & set(there) for label in there[name].labels}
    totals = re.findall(r"\b(?:rate|increase)\((\w+)", query)
    assert all(there[name].kind in {"counter", "histogram"} for name in totals)


def test_everything_a_node_tells_is_shown_or_woken_for() -> None:
    asked = {name for query in _all_queries() for name in _names_and_labels(query)[0]}
    asked_for = {known()[name].name for name in asked & set(known())}
    told = {each.name for each in known().values() if not each.name.startswith("callrouter_relay_")}
    assert told - asked_for == {"callrouter_draining", "callrouter_node_relay_legs"}


def test_dashboard_can_be_imported_anywhere() -> None:
    dashboard = json.loads(DASHBOARD.read_text("utf-8"))
    panels = dashboard["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    for panel in panels:
        if panel["type"] != "row":
            assert panel["datasource"]["uid"] == "${datasource}"
            assert panel["title"]
            assert panel["description"]
        assert panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24


@pytest.mark.parametrize("rule", _rules(), ids=lambda rule: rule["alert"])
def test_every_alert_says_what_to_do(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in {"critical", "warning"}
    page, _, anchor = rule["annotations"]["runbook_url"].partition("#")
    text = (ROOT / page).read_text("utf-8")
    section = text.partition(f"\n### {rule['alert']}\n")[2].partition("\n#")[0]
    assert anchor == rule["alert"].lower()
    assert rule["annotations"]["summary"] in section
    assert f"({rule['labels']['severity']})" in section
    for other in re.findall(r"\]\(#(callrouter\w+)\)", section):
        assert other in {each["alert"].lower() for each in _rules()}


def test_the_runbook_knows_no_alert_that_is_gone() -> None:
    headings = re.findall(r"^### (\w+)$", (ROOT / "docs" / "alerts.md").read_text("utf-8"), re.MULTILINE)
    assert headings == [rule["alert"] for rule in _rules()]


@pytest.mark.skipif(PROMTOOL is None, reason="promtool isn't installed (Debian: prometheus)")
@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "rules", "deploy/prometheus/alerts.yml"),
        ("check", "config", "--syntax-only", "deploy/prometheus/prometheus.yml"),
        ("test", "rules", "tests/deploy/alerts_test.yml"),
    ],
    ids=lambda arguments: " ".join(arguments[:2]),
)
def test_prometheus_takes_the_rules(arguments: tuple[str, ...]) -> None:
    assert PROMTOOL is not None
    told = subprocess.run([PROMTOOL, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    assert told.returncode == 0, told.stdout + told.stderr
