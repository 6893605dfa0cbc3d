"""``python -m freightctl``."""

from freightctl.main import app

if __name__ == "__main__":
    app()
