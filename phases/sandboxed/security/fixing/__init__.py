"""Repairs of what the scanners found: one module a family of fixes, listed in `families`, carried out by `mending`."""
