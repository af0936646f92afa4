"""What is asked of facts: statements, the rows they answer, and reading these."""
