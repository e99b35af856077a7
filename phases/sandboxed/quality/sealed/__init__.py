"""Interprets sealed acceptance tests against a started product: scripts are data, and nothing in them is ever executed as code.

`resolving` puts values in place, `expecting` compares answers, `staging` starts the product over a fresh copy of its data for every
check, `running` does the checks and says what came of each. Used by guard.sealedAcceptance.
"""
