"""Alerts, dashboard and what Prometheus and Grafana are set up with."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import grafana_foundation_sdk.models.dashboard as grafana
import pytest
import yaml
from grafana_foundation_sdk.cog.encoder import JSONEncoder

from tests.deploy.conftest import Tool
from tests.deploy.files import DEPLOY, load, metrics

ALERTS = DEPLOY / "monitoring" / "alerts.yaml"
DASHBOARD = json.loads((DEPLOY / "monitoring" / "dashboard.json").read_text(encoding="utf-8"))
RULES = [rule for group in load(ALERTS)["groups"] for rule in group["rules"]]
FOREIGN = {"kube_deployment_status_replicas_unavailable"}
"""From kube-state-metrics."""


def expressions() -> list[str]:
    """Return every expression of the dashboard that asks Prometheus."""
    return [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]


def named(expression: str) -> set[str]:
    """Return the metrics that an expression names; a histogram by its own name."""
    plain = re.sub(r'"[^"]*"', "", expression)
    found = set(re.findall(r"\b(?:newsstream|kube)_[a-z0-9_]+\b(?!:)", plain))
    return {re.sub(r"_(bucket|sum|count)$", "", name) for name in found}


def test_prometheus_takes_its_files(promtool: Tool, tmp_path: Path) -> None:
    """Prometheus' own checker finds its settings and the rules in order."""
    text = (DEPLOY / "compose" / "prometheus.yaml").read_text(encoding="utf-8")
    (tmp_path / "prometheus.yaml").write_text(text.replace("/etc/prometheus/alerts.yaml", str(ALERTS)))
    promtool("check", "config", tmp_path / "prometheus.yaml")
    promtool("check", "rules", ALERTS)


def test_alerts_fire_when_they_should(promtool: Tool, tmp_path: Path) -> None:
    """The rules' unit tests pass: each alert fires on what it is for, and stays silent where all is well."""
    shutil.copy(ALERTS, tmp_path)
    shutil.copy(Path(__file__).parent / "alerts_test.yaml", tmp_path)
    promtool("test", "rules", tmp_path / "alerts_test.yaml")


def test_every_alert_is_tested() -> None:
    """There is a unit test in which the alert fires."""
    tests = load(Path(__file__).parent / "alerts_test.yaml")["tests"]
    fired = {case["alertname"] for test in tests for case in test["alert_rule_test"] if case["exp_alerts"]}
    assert fired == {rule["alert"] for rule in RULES if "alert" in rule}


def test_every_alert_is_explained() -> None:
    """The runbook has a heading of the alert's name, and the alert a severity and texts."""
    runbook = (DEPLOY / "README.md").read_text(encoding="utf-8")
    for rule in RULES:
        if "alert" in rule:
            assert f"\n### {rule['alert']}\n" in runbook
            assert rule["labels"]["severity"] in ("warning", "critical")
            assert {"summary", "description"} <= rule["annotations"].keys()


def test_the_operators_rules_are_the_same() -> None:
    """The PrometheusRule holds the groups of alerts.yaml."""
    assert load(DEPLOY / "monitoring" / "prometheus-rule.yaml")["spec"] == load(ALERTS)


def test_metrics_are_measured() -> None:
    """Every metric in an alert or on the dashboard is one that the worker exposes."""
    asked = set().union(*map(named, [*(rule["expr"] for rule in RULES), *expressions()]))
    assert asked - FOREIGN <= metrics()


def test_metrics_are_shown() -> None:
    """Every metric of the worker is on the dashboard."""
    assert metrics() <= set().union(*map(named, expressions()))


def test_dashboard_expressions_parse(promtool: Tool, tmp_path: Path) -> None:
    """Prometheus' own parser reads every expression, with Grafana's variables filled in."""
    filled = [re.sub(r"\$__\w+", "5m", text).replace("$namespace", ".*") for text in expressions()]
    rules = [{"record": f"panel:{number}", "expr": text} for number, text in enumerate(filled)]
    (tmp_path / "rules.yaml").write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": rules}]}))
    promtool("check", "rules", tmp_path / "rules.yaml")


def test_the_dashboard_fits_grafanas_schema() -> None:
    """Read into Grafana's own types and written again, nothing is lost: there is no member that Grafana ignores."""
    again = json.loads(JSONEncoder().encode(grafana.Dashboard.from_json(DASHBOARD)))
    assert not list(lost(DASHBOARD, again))


def test_the_schema_check_finds_a_slip() -> None:
    """A member that Grafana does not know is found."""
    slip = DASHBOARD | {"panels": [DASHBOARD["panels"][0] | {"tittle": "x"}]}
    again = json.loads(JSONEncoder().encode(grafana.Dashboard.from_json(slip)))
    assert list(lost(slip, again)) == ["/panels/0/tittle"]


def lost(before: Any, after: Any, path: str = "") -> list[str]:
    """Return the places of what is in the first and not, or not the same, in the second."""
    if isinstance(before, dict) and isinstance(after, dict):
        parts = [
            (f"{path}/{name}", value, after.get(name)) for name, value in before.items() if value is not None
        ]
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        parts = [(f"{path}/{number}", *pair) for number, pair in enumerate(zip(before, after, strict=True))]
    else:
        return [] if before == after else [path]
    return [place for name, one, other in parts for place in lost(one, other, name)]


def test_panels_do_not_overlap() -> None:
    """Each panel has an id of its own and a place of its own on Grafana's 24 columns."""
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken
        assert max(x for x, _ in cells) < 24
        taken |= cells
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])


@pytest.mark.parametrize("file", ["datasources.yaml", "dashboards.yaml"])
def test_grafana_is_provisioned(file: str) -> None:
    """What Grafana reads is mounted where it looks, and names the file that is there."""
    grafana_service = load(DEPLOY / "compose.yaml")["services"]["grafana"]
    mounts = dict(volume.split(":")[:2] for volume in grafana_service["volumes"])
    kind = file.removesuffix(".yaml")
    assert mounts[f"./compose/grafana/{file}"].startswith(f"/etc/grafana/provisioning/{kind}/")
    content = load(DEPLOY / "compose" / "grafana" / file)
    if kind == "dashboards":
        folder = content["providers"][0]["options"]["path"]
        assert mounts["./monitoring/dashboard.json"].startswith(f"{folder}/")
    else:
        assert content["datasources"][0]["type"] == "prometheus"
