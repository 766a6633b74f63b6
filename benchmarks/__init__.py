"""How fast Lexgate is beside named alternatives: `make bench`. Not part of what is installed.

Seconds depend on the machine, so each number that counts is a ratio of two medians from
one run, with the peak memory of each side. Each side runs in a process of its own.
"""
