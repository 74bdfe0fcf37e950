"""What compose, the Helm chart and the proxies' examples say of callrouter is so, and they keep it in."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from hatch_build import SKIP
from signaling.setting_sources import CONFIG_VARIABLE, SECRETS_VARIABLE
from signaling.settings import Settings, load_settings

_DEPLOY: Final = Path(__file__).parents[2] / "deploy"
_COMPOSE: Final[dict[str, Any]] = yaml.safe_load((_DEPLOY / "compose.yaml").read_text())
_SERVICES: Final[dict[str, Any]] = _COMPOSE["services"]
_CHART: Final = _DEPLOY / "helm" / "callrouter"
_SECRET: Final = "x" * 40
_OWN: Final = sorted(name for name, service in _SERVICES.items() if service["image"].startswith("callrouter"))


def test_every_variable_in_deploy_is_a_setting() -> None:
    known = {f"CALLROUTER_{name.upper()}" for name in Settings.model_fields} | {
        CONFIG_VARIABLE,
        SECRETS_VARIABLE,
        SKIP,
    }
    named = {
        (file.name, variable)
        for file in _DEPLOY.rglob("*")
        if file.is_file()
        for variable in re.findall(r"CALLROUTER_[A-Z_]*[A-Z]\b", file.read_text())
    }

    assert len(named) > 30
    assert {(file, variable) for file, variable in named if variable not in known} == set()


@pytest.mark.parametrize("name", _OWN)
def test_a_service_of_compose_starts_with_its_settings(name: str, tmp_path: Path) -> None:
    service = _SERVICES[name]
    for secret in service["secrets"]:
        if isinstance(secret, dict):
            value = "redis://valkey" if secret["source"] == "redis_url" else _SECRET
            (tmp_path / secret["target"]).write_text(value)
    given = {
        name: re.sub(
            r"\$\{(\w+)[^}]*\}", lambda found: {"SITE": "a.example", "ADDRESS": "192.0.2.1"}[found[1]], value
        )
        for name, value in service["environment"].items()
    }
    settings = load_settings(options={}, environment=given | {SECRETS_VARIABLE: str(tmp_path)})

    assert settings.redis_url == "redis://valkey"
    assert settings.relay_token is not None


def test_every_service_of_compose_is_kept_in_and_pinned() -> None:
    assert len(_OWN) == 4
    for name, service in _SERVICES.items():
        assert re.fullmatch(r"[a-z/]+:v?\d+\.\d+\.\d+[a-z-]*", service["image"]), name
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"]), name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["deploy"]["resources"]["limits"].keys() == {"cpus", "memory", "pids"}, name
        assert "privileged" not in service, name
        # The programs of these images carry a file capability, and aren't executed where it can't be had.
        added = ["NET_BIND_SERVICE"] if name in {"caddy", "coturn"} else []
        assert service.get("cap_add", []) == added, name


def test_compose_gives_only_secrets_and_files_that_there_are() -> None:
    made = (_DEPLOY / "compose" / "make-secrets").read_text()
    for secret in _COMPOSE["secrets"].values():
        assert Path(secret["file"]).name in made
    for service in _SERVICES.values():
        for secret in service.get("secrets", []):
            assert (secret if isinstance(secret, str) else secret["source"]) in _COMPOSE["secrets"]
        for volume in service.get("volumes", []):
            source, target = volume.split(":")[:2]
            own = source.startswith("./") and not target.endswith("directory.toml")
            assert (
                (_DEPLOY / source).exists()
                if own
                else source in _COMPOSE["volumes"] or source.startswith("./")
            )


def test_the_chart_and_the_image_are_of_one_version() -> None:
    chart = yaml.safe_load((_CHART / "Chart.yaml").read_text())

    assert {service["image"] for name, service in _SERVICES.items() if name in _OWN} == {
        f"callrouter:{chart['appVersion']}"
    }


def test_the_chart_waits_for_draining_relays_and_keeps_its_pods_in() -> None:
    values = yaml.safe_load((_CHART / "values.yaml").read_text())
    templates = {file.name: file.read_text() for file in (_CHART / "templates").iterdir()}

    assert "terminationGracePeriodSeconds: {{ add .Values.relay.drainSeconds 60 }}" in templates["relay.yaml"]
    assert f"averageValue: {{{{ .calls | quote }}}}" in templates["relay.yaml"]  # noqa: F541  (braces of Helm)
    assert values["relay"]["autoscaling"]["calls"] < values["relay"]["capacity"]
    for line in (
        "readOnlyRootFilesystem: true",
        "allowPrivilegeEscalation: false",
        "drop: [ALL]",
        "runAsNonRoot: true",
    ):
        assert line in templates["_parts.tpl"]


@pytest.mark.skipif(shutil.which("helm") is None, reason="helm isn't installed")
def test_helm_finds_nothing_wrong_with_the_chart() -> None:
    given = ["--set", "site=a.example", "--set", "trustedProxies={10.0.0.0/8}", "--kube-version", "1.33"]
    for how in (["lint", "--strict", str(_CHART), *given], ["template", "prod", str(_CHART), *given]):
        done = subprocess.run(["helm", *how], capture_output=True, text=True, check=False)  # noqa: S603, S607
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(shutil.which("helm") is None, reason="helm isn't installed")
def test_settings_of_the_chart_are_written_as_the_command_reads_them(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(
        "site: a.example\ntrustedProxies: [10.244.0.0/16]\n"
        "settings: {most_connections: 1000000, service_goal: 0.75, turn_urls: ['turn:a:1', 'turn:b:1']}\n"
    )
    words = ["helm", "template", "prod", str(_CHART), "-f", str(tmp_path / "own.yaml")]
    words += ["--kube-version", "1.33"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)  # noqa: S603  (our own words)

    for name, value in (
        ("MOST_CONNECTIONS", "1000000"),
        ("SERVICE_GOAL", "0.75"),
        ("TURN_URLS", "turn:a:1,turn:b:1"),
    ):
        assert f'{{name: CALLROUTER_{name}, value: "{value}"}}' in done.stdout


@pytest.mark.skipif(shutil.which("caddy") is None, reason="Caddy isn't installed")
def test_caddy_takes_its_file() -> None:
    file = _DEPLOY / "caddy" / "Caddyfile"
    words = ["caddy", "validate", "--adapter", "caddyfile", "--config", str(file)]
    done = subprocess.run(  # noqa: S603  (our own words)
        words,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], "HOME": "/nowhere"},
    )
    assert done.returncode == 0, done.stderr
