"""Training of the recogniser, offline: reads annotated corpora, lists and raw text, writes the weights."""
