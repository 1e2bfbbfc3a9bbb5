"""The manifests as kustomize builds them: by the published schemas, and that they fit the program and each other."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import pytest

from stream.kafka.topics import TopicPlan, Topics
from stream.settings import ALL
from tests.deploy.files import (
    BASE,
    DEPLOY,
    PRODUCTION,
    SCHEMAS,
    Document,
    documents,
    readme,
    settings,
    settings_named,
)

KUBERNETES = "1.33"
CUSTOM = ("keda.sh", "monitoring.coreos.com", "kafka.strimzi.io")


@pytest.fixture(scope="module")
def base(kustomize: Callable[[Path], str]) -> list[Document]:
    """Return the manifests of the base."""
    return documents(kustomize(BASE))


@pytest.fixture(scope="module")
def production(kustomize: Callable[[Path], str]) -> list[Document]:
    """Return the manifests of the overlay."""
    return documents(kustomize(PRODUCTION))


@pytest.fixture(scope="module", params=["base", "production"])
def manifests(request: pytest.FixtureRequest) -> list[Document]:
    """Return the manifests of the base, and then of the overlay."""
    found: list[Document] = request.getfixturevalue(request.param)
    return found


def of(kind: str, manifests: list[Document]) -> dict[str, Document]:
    """Return the manifests of a kind by name."""
    return {found["metadata"]["name"]: found for found in manifests if found["kind"] == kind}


def test_manifests_are_valid(manifests: list[Document]) -> None:
    """Every manifest fits the published schema of its kind, and has no member that the schema does not know."""
    for manifest in manifests:
        group, _, version = manifest["apiVersion"].rpartition("/")
        if group in CUSTOM:
            name = f"{manifest['kind']}.{group}.{version}.json".lower()
            schema = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
            jsonschema.Draft202012Validator(closed(schema)).validate(manifest)
        else:
            kubernetes_validate.validate(manifest, KUBERNETES, strict=True)


def closed(schema: Any) -> Any:
    """Return a schema that allows no member it does not name, as `kubectl apply` with strict validation does."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: closed(part) for name, part in schema.items()}
    open_ = schema.get("x-kubernetes-preserve-unknown-fields") or "additionalProperties" in schema
    if isinstance(schema.get("properties"), dict) and "type" in schema and not open_:
        found["additionalProperties"] = False
    return found


def pods(manifests: list[Document]) -> Iterator[tuple[str, Document]]:
    """Yield name and pod specification of every Deployment."""
    for name, found in of("Deployment", manifests).items():
        yield name, found["spec"]["template"]["spec"]


def test_pods_are_locked(manifests: list[Document]) -> None:
    """They pass the Pod Security Standard `restricted`, write nowhere but to /tmp, and hold no token."""
    for _, pod in pods(manifests):
        context = pod["securityContext"]
        assert context["runAsNonRoot"]
        assert context["runAsUser"] == 10001
        assert context["seccompProfile"] == {"type": "RuntimeDefault"}
        assert pod["automountServiceAccountToken"] is False
        for container in pod["containers"]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
            assert {"cpu", "memory"} <= container["resources"]["requests"].keys()
            assert "memory" in container["resources"]["limits"]
            assert {"startupProbe", "livenessProbe", "readinessProbe"} <= container.keys()


def test_the_user_is_the_images() -> None:
    """The manifests' user is the Dockerfile's."""
    assert "\nUSER 10001:10001\n" in (DEPLOY / "Dockerfile").read_text(encoding="utf-8")


def test_sigterm_has_the_time_that_it_was_promised(manifests: list[Document]) -> None:
    """A worker is not killed before it has given up by itself: transaction timeout and 35 s."""
    timeout = next(setting.default for setting in ALL if setting.name == "transaction-timeout-ms") / 1000
    assert dict(pods(manifests))["newsstream-worker"]["terminationGracePeriodSeconds"] >= timeout + 35


def test_settings_are_settings(manifests: list[Document]) -> None:
    """Every variable of ours is one that a command reads."""
    named = settings_named(json.dumps(manifests))
    assert named
    assert named <= settings()


def test_selectors_select(manifests: list[Document]) -> None:
    """Services, budgets, policies and monitors select pods or services that are there."""
    pod_labels = [
        found["spec"]["template"]["metadata"]["labels"] for found in of("Deployment", manifests).values()
    ]
    service_labels = [found["metadata"]["labels"] for found in of("Service", manifests).values()]
    wanted: list[tuple[Document, list[Document]]] = [
        (found["spec"]["selector"], pod_labels) for found in of("Service", manifests).values()
    ]
    for kind, member, labels in (
        ("PodDisruptionBudget", "selector", pod_labels),
        ("NetworkPolicy", "podSelector", pod_labels),
        ("ServiceMonitor", "selector", service_labels),
    ):
        wanted += [(found["spec"][member]["matchLabels"], labels) for found in of(kind, manifests).values()]
    assert all(any(selector.items() <= labels.items() for labels in among) for selector, among in wanted)


def test_the_newsroom_is_one(manifests: list[Document]) -> None:
    """Two newsrooms of one group would each count half, also for a moment while one replaces the other."""
    newsroom = of("Deployment", manifests)["newsstream-newsroom"]["spec"]
    assert newsroom["replicas"] == 1
    assert newsroom["strategy"] == {"type": "Recreate"}


def test_topics_are_as_the_program_wants_them(production: list[Document]) -> None:
    """The five topics, configured as `newsstream topics` would, each with as many partitions."""
    topics, plan = Topics(), TopicPlan()
    found = of("KafkaTopic", production)
    assert set(found) == set(topics.names)
    for name, topic in found.items():
        configuration = {key: str(value) for key, value in topic["spec"]["config"].items()}
        assert plan.configuration(topics, name).items() <= configuration.items()
    assert len({topic["spec"]["partitions"] for topic in found.values()}) == 1


def test_there_are_no_more_workers_than_partitions(production: list[Document]) -> None:
    """KEDA scales up to the number of partitions, and nobody else decides on the number."""
    (scaled,) = of("ScaledObject", production).values()
    assert (
        scaled["spec"]["maxReplicaCount"]
        == of("KafkaTopic", production)["news.articles"]["spec"]["partitions"]
    )
    assert "replicas" not in of("Deployment", production)[scaled["spec"]["scaleTargetRef"]["name"]]["spec"]
    (trigger,) = scaled["spec"]["triggers"]
    defaults = {setting.name: setting.default for setting in ALL}
    assert trigger["metadata"]["topic"] == defaults["articles-topic"]
    assert trigger["metadata"]["consumerGroup"] == defaults["group"]
    assert trigger["authenticationRef"]["name"] in of("TriggerAuthentication", production)


def test_worker_rights_are_those_of_the_readme(production: list[Document]) -> None:
    """The worker's user has what README lists under Rights, and nothing more."""
    rows = re.findall(
        r"^\| (topic|group|transactional id, prefixed) \| (.+?) \| (\w+) \|$", readme("Rights"), re.MULTILINE
    )
    kinds = {"topic": "topic", "group": "group", "transactional id, prefixed": "transactionalId"}
    told = {
        (kinds[kind], name, operation)
        for kind, names, operation in rows
        for name in re.findall(r"`(.+?)`", names)
    }
    acls = of("KafkaUser", production)["newsstream-worker"]["spec"]["authorization"]["acls"]
    given = {
        (acl["resource"]["type"], acl["resource"]["name"], operation)
        for acl in acls
        for operation in acl["operations"]
    }
    assert given == told
    prefixed = {acl["resource"]["type"] for acl in acls if acl["resource"]["patternType"] == "prefix"}
    assert prefixed == {"transactionalId"}


def test_every_login_has_a_user(production: list[Document]) -> None:
    """Who logs in is a KafkaUser, with the password from the Secret that Strimzi makes for it."""
    users = of("KafkaUser", production)
    for _, pod in pods(production):
        (container,) = pod["containers"]
        environment = {entry["name"]: entry for entry in container["env"]}
        user = environment["NEWSSTREAM_SASL_USERNAME"]["value"]
        secret = environment["NEWSSTREAM_SASL_PASSWORD"]["valueFrom"]["secretKeyRef"]
        assert user in users
        assert secret == {"name": user, "key": "password"}
    (keda,) = of("TriggerAuthentication", production).values()
    named = {entry["parameter"]: entry for entry in keda["spec"]["secretTargetRef"]}
    login = of("Secret", production)[named["username"]["name"]]["stringData"]["username"]
    assert login == named["password"]["name"]
    assert login in users
