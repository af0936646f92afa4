"""Claim sheets: their lines, and what they say of claims and documents before it is recorded."""
