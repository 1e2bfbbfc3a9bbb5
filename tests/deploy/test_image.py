"""The container image: what can be said of it without building it. Its steps by hand: deploy/README.md."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

from tests.deploy.conftest import Tool
from tests.deploy.files import DEPLOY, ROOT, settings, settings_named

DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")


def test_the_linter_finds_nothing(hadolint: Tool) -> None:
    """The Dockerfile is in order by hadolint, the format's usual linter."""
    assert hadolint("--failure-threshold", "style", DEPLOY / "Dockerfile") == ""


def test_it_runs_as_a_number_that_is_not_root() -> None:
    """The last user is numeric, so that Kubernetes can check runAsNonRoot."""
    last = re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)[-1]
    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", last)


def test_only_the_environment_goes_into_the_last_stage() -> None:
    """What builds stays behind: the last stage copies from the first and installs nothing."""
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.findall(r"^COPY .*$", last, re.MULTILINE) == [
        "COPY --from=build /opt/newsstream /opt/newsstream"
    ]
    assert "\nRUN " not in last
    assert "apt-get" not in last
    assert "--without-pip" in DOCKERFILE


def test_what_it_copies_is_not_ignored() -> None:
    """The build's context holds what the Dockerfile copies, and nothing that is not there."""
    kept = set(re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    copied = {
        name
        for line in re.findall(r"^COPY (?!--)(.*) \S+$", DOCKERFILE, re.MULTILINE)
        for name in line.split()
    }
    assert copied == kept
    assert all(Path(ROOT, name).exists() for name in kept)


def test_constraints_fit_the_project() -> None:
    """Every dependency is installed in a version that pyproject.toml allows."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = (DEPLOY / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = dict(line.split("==") for line in lines if line and not line.startswith("#"))
    names = {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in pinned.items()}
    for requirement in map(
        Requirement, [*project["dependencies"], *project["optional-dependencies"]["otel"]]
    ):
        name = re.sub(r"[-_.]+", "-", requirement.name).lower()
        assert name in names, (
            f"{name} is missing in constraints.txt; deploy/README.md says how it is made anew"
        )
        assert requirement.specifier.contains(names[name]), (
            f"{name} {names[name]} is not {requirement.specifier}"
        )


def test_its_settings_are_settings() -> None:
    """Every variable of ours that the image sets is one that a command reads."""
    assert settings_named(DOCKERFILE) <= settings()


def test_no_package_index_is_named() -> None:
    """Where packages come from is the builder's affair."""
    named = ("index-url", "find-links", "https://")
    assert not any(
        word in path.read_text()
        for path in (DEPLOY / "Dockerfile", DEPLOY / "constraints.txt")
        for word in named
    )
