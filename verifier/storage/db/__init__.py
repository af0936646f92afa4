"""Databases: how they are reached, opened, made, backed up and shared among people."""
