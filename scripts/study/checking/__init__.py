"""Comparisons with documents and programs outside the pipeline: Word files, SmartPLS reports, another engine."""
