"""What an analyst asks: claims, lists, changes, history, sources and documents, now or as of another time."""
