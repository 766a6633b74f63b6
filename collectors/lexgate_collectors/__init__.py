"""Collectors: they measure a model and its pipeline, and hold no limit and no verdict.

One module for each kind of evidence. Heavy libraries are imported inside
functions, so that importing a collector costs nothing and the command line can
list them all.
"""
