"""What all tests share."""

from hypothesis import settings

# A deadline would measure the machine, not the code.
settings.register_profile("newsstream", deadline=None)
settings.load_profile("newsstream")
