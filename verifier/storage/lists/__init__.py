"""Lists of claims: what a query asks, in which order, page by page."""
