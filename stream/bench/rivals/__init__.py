"""The same annotation in other frameworks, each as its documentation shows it: programs to compare the worker with."""
