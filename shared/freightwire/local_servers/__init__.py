"""Servers of our own on this machine, for development and tests: a RabbitMQ node and a PostgreSQL server.

Both listen on the loopback interface only, ask for generated passwords, keep everything in one directory, and end with
the process that started them.
"""

from freightwire.local_servers.databases import create_database, drop_database
from freightwire.local_servers.errors import ServerError
from freightwire.local_servers.install import ensure_rabbitmq, find_rabbitmq
from freightwire.local_servers.management import ManagementApi
from freightwire.local_servers.postgres import PostgresServer
from freightwire.local_servers.process import KeptProcess
from freightwire.local_servers.rabbitmq import RabbitMQNode

__all__ = [
    "KeptProcess",
    "ManagementApi",
    "PostgresServer",
    "RabbitMQNode",
    "ServerError",
    "create_database",
    "drop_database",
    "ensure_rabbitmq",
    "find_rabbitmq",
]
