"""Settings of the rule tests: no time limit per example, since machines differ; the same examples everywhere."""

from hypothesis import settings

settings.register_profile("rules", deadline=None, derandomize=True)
settings.load_profile("rules")
