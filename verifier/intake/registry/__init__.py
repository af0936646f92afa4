"""Registry files of parties and sources: reading and checking them."""
