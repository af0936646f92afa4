"""Tables of claims, in and out."""
