"""Freeze a run, verify it anywhere, see what a data update changed, and hand everything to a repository."""
