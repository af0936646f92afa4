"""What an analyst can do: one verb, one transaction."""
