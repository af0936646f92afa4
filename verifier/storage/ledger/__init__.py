"""The ledger: the only way anything is recorded, its chain of digests, and checking it."""
