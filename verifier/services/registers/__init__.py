"""What stands beside the claims: the registry of sources, the policy, the analysts' keys."""
