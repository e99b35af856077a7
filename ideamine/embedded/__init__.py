"""PostgreSQL and Redis from Python wheels: the same engines as in production, for a machine that has neither.

`engines` is the door; nothing here imports Django.
"""
