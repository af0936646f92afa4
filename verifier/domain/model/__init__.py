"""What is recorded: claims, sources, statements and spans of time."""
