"""freightctl: run, watch and drive a Freightwire system from a terminal."""
