"""Who said what: the step that finds reported speech and its speakers.

The reading order of the room: `verbs.tsv` and `conjugate` make the forms of speech verbs, `lexicon` looks
words up, `marks` pairs quotation marks, `complement` and `frames` find cue and content, `content` and `clauses`
where it ends, `source` who is its grammatical source, `resolve` who that is over the article, `step` what goes out.
"""

from stream.annotate.quotes.step import find_quotes

__all__ = ["find_quotes"]
