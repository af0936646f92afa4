"""Values in, text out: CSV and JSON, returned, never printed."""
