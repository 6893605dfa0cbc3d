"""The fixtures of ``freightwire.testing`` for every test of the workspace, and how hypothesis looks for examples."""

from hypothesis import HealthCheck, settings

pytest_plugins = ["freightwire.testing.plugin"]

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("freightwire", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("freightwire")
