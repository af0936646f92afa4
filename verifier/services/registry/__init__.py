"""The registry of sources, the policy and the analysts' keys."""
