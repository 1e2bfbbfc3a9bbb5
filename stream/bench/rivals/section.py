"""The worker beside the same annotation in other frameworks, in the same rounds, on the same broker."""

from importlib.util import find_spec
from typing import Final

from stream.bench.figures import Progress, Results
from stream.bench.race import Entrant, Place, Run, race

_ENTRANTS: Final = {
    Entrant("newsstream: exactly once"): "aiokafka",
    Entrant("newsstream: at least once", delivery="at-least-once"): "aiokafka",
    Entrant(
        "confluent-kafka, a transaction a batch: exactly once", "stream.bench.rivals.confluent_loop"
    ): "confluent_kafka",
    Entrant("Faust, an agent: may lose what fails", "stream.bench.rivals.faust_agent"): "faust",
    Entrant(
        "FastStream, a batch subscriber: at least once", "stream.bench.rivals.faststream_subscriber"
    ): "faststream",
    Entrant("Quix Streams: exactly once", "stream.bench.rivals.quix_app"): "quixstreams",
}


def bench_rivals(results: Results, place: Place, *, quick: bool) -> Progress:
    """Let each work through the same articles, round after round; what is not installed is left out."""
    if place.embedded:
        results.remark("Other frameworks are compared on Apache Kafka only: newsstream bench --brokers.")
        return
    rounds, articles = (1, 200) if quick else (3, 900)
    missing = sorted({package for package in _ENTRANTS.values() if find_spec(package) is None})
    if missing:
        results.remark(
            f"Not installed, and so left out: {', '.join(missing)} (pip install 'newsstream[bench]')."
        )
    runs: dict[Entrant, list[Run]] = {one: [] for one, package in _ENTRANTS.items() if package not in missing}
    for number in range(rounds):
        for step, (entrant, found) in enumerate(runs.items()):
            yield (number + step / len(runs)) / rounds, entrant.name
            found.append(race(place, entrant, articles))
    for entrant, found in runs.items():
        results.keep(entrant.name, "articles/s", [run.rate for run in found])
    for entrant, found in runs.items():
        results.keep(f"CPU, {entrant.name}", "s/1,000 articles", [run.cpu for run in found])
    results.remark(
        "All rivals annotate batches of up to 200, but for Quix Streams, which hands over one article at a time, and "
        "compress with zstd."
    )
