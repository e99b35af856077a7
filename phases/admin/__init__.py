"""Admin pages of runs, with their verbs, and of waivers."""

from phases.admin import runs, waivers

__all__ = ["runs", "waivers"]
