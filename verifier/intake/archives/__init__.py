"""What archiving tools leave: web archives in one file, and tables of what was archived."""
