"""The schema: the tables, and whether a database has them as they should be."""
