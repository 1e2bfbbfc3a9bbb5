"""Makes `python -m stream` the same as `newsstream`."""

from stream.cli import main

main()
