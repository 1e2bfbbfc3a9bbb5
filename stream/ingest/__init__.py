"""Readers that turn files, ninjs, web pages and feeds into articles.

`read` takes file names, folders and "-" for standard input, and yields what stands there in order. What a
file holds is recognised by its content, never by its name. What cannot be read is yielded too, as
`UnreadableSource`, so that one bad row does not stop the others and nothing is dropped in silence.
"""

from stream.ingest.formats import read_bytes, read_stream
from stream.ingest.sources import find_files, read
from stream.ingest.unreadable import Item, UnreadableSource

__all__ = ["Item", "UnreadableSource", "find_files", "read", "read_bytes", "read_stream"]
