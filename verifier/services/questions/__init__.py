"""What an analyst asks: claims, lists, changes, the log, sources and documents, now or as of another time."""
