"""HTTP as every service speaks it: problem+json errors, health, readiness, metrics, and a server that drains."""

from freightwire.http.app import make_app
from freightwire.http.auth import bearer
from freightwire.http.problems import Problem
from freightwire.http.server import HttpServer, run_service

__all__ = ["HttpServer", "Problem", "bearer", "make_app", "run_service"]
