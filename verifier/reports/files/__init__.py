"""Formats of files: CSV, JSON, tables, their columns and descriptors."""
