"""The fixtures of ``freightwire.testing`` for every test of the workspace."""

pytest_plugins = ["freightwire.testing.plugin"]
