"""verifier: who says so, who denies it, and what is still disputed."""

__version__ = "0.1.0"
