"""The commands' flags, output and exit codes; what they do lives in the modules that they call.

These load what they need when they are called: `newsstream --help` should not wait for a model.
"""
