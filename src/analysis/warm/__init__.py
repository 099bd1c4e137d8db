"""Processes that start warm: forked from one that has imported the heavy libraries already."""
