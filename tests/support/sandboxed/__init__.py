"""Agents, tools and guards for the sandbox's own tests; found only by an executor that is given this package."""
