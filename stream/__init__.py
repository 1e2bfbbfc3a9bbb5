"""newsstream: Arabic news articles in, named entities and quotes out, over Kafka."""

__version__ = "0.1.0"
