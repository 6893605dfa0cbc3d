"""What every Freightwire service shares: event contracts, messaging, auth, settings, telemetry."""
