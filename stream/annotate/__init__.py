"""Annotation of Arabic news as a chain of pure functions: text in, entities and quotes out."""
