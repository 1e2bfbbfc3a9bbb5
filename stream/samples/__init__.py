"""Ten news articles, written for this project, to show and to try things with.

All outlets and persons in them, and all that happens and is said, are invented.
"""

from importlib import resources
from typing import Final

import orjson

from stream.events import Article

_FILE: Final = "articles.jsonl"


def load() -> list[Article]:
    """Return the sample articles: three on politics, two each on economy, sport and science, one on culture."""
    lines = resources.files(__name__).joinpath(_FILE).read_bytes().splitlines()
    return [Article.from_object(orjson.loads(line)) for line in lines]
