"""Tables of claims and of reports, read row by row."""
