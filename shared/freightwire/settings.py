"""Settings of every service: from the environment only, all with the prefix ``FREIGHTWIRE_`` (docs/settings.md)."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from freightwire.telemetry.logs import LogFormat

ENVIRONMENT_PREFIX = "FREIGHTWIRE_"
MINIMUM_SECRET_BYTES = 32


class Settings(BaseSettings):
    """Base of all settings: read from ``FREIGHTWIRE_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix=ENVIRONMENT_PREFIX, extra="ignore", frozen=True)


class TokenSettings(Settings):
    """How bearer tokens are checked: one shared secret (HS256), or the public keys of an identity provider."""

    token_secret: SecretStr | None = None
    token_jwks_url: str | None = None
    token_issuer: str = "freightwire"  # noqa: S105  (a name, not a secret)
    token_audience: str = "freightwire"  # noqa: S105
    token_leeway_seconds: float = Field(default=5, ge=0, le=60)

    @model_validator(mode="after")
    def _one_kind_of_key(self) -> Self:
        if (self.token_secret is None) == (self.token_jwks_url is None):
            raise ValueError("set either FREIGHTWIRE_TOKEN_SECRET or FREIGHTWIRE_TOKEN_JWKS_URL")
        if self.token_secret and len(self.token_secret.get_secret_value().encode()) < MINIMUM_SECRET_BYTES:
            raise ValueError(f"FREIGHTWIRE_TOKEN_SECRET needs at least {MINIMUM_SECRET_BYTES} bytes")
        return self


class ServiceSettings(Settings):
    """What every service needs."""

    amqp_url: SecretStr
    http_host: str = "127.0.0.1"
    http_port: int = Field(default=0, ge=0, le=65535)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: LogFormat = "json"
    shutdown_grace_seconds: float = Field(default=20, gt=0)
    """How long a stopping service may finish what it has begun."""
    publish_timeout_seconds: float = Field(default=10, gt=0)


class DatabaseSettings(Settings):
    """The service's own database, for example ``postgresql+asyncpg://user:password@host/orders``."""

    database_url: SecretStr
    database_pool_size: int = Field(default=20, ge=1)
    database_statement_timeout_seconds: float = Field(default=10, gt=0)


class ObjectStoreSettings(Settings):
    """Where documents lie: ``file:///absolute/directory`` or ``s3://bucket/prefix``."""

    object_store_url: str
