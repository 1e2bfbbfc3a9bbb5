"""How well predicted entities and quotes agree with gold ones.

Pure functions from rows to reports, and one that writes a report as lines of text. A row is one article:
`{"id", "entities": [{"type", "start", "end"}], "quotes": [{"kind", "start", "end", "cue", "speaker",
"speaker_name"}]}`, offsets in code points of one text. Predicted entities and quotes may carry `confidence`,
quotes also `speaker_confidence`: then the report says whether these chances are true.

Measures
  entities        exact span and type
  quotes exact    same start and end
  quotes overlap  intersection over union of at least 0.5, each gold quote matched at most once, best first
  cue, speaker    overlap with the gold span, among overlapping quotes whose gold has one
  attribution     the predicted name names the gold source, among overlapping quotes whose source is known
  unknown         share of overlapping quotes predicted without a name
"""

from stream.evaluate.articles import Report, match_quotes, same_name, score
from stream.evaluate.conll import InvalidTags, TaggedSentence, TagReport, read_conll, score_tags
from stream.evaluate.lines import report_lines
from stream.evaluate.measures import Bin, Confusions, Counts, Share

__all__ = [
    "Bin",
    "Confusions",
    "Counts",
    "InvalidTags",
    "Report",
    "Share",
    "TagReport",
    "TaggedSentence",
    "match_quotes",
    "read_conll",
    "report_lines",
    "same_name",
    "score",
    "score_tags",
]
