"""The system as processes of this machine: what 'freightctl up' runs."""
