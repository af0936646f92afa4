"""What is said of a claim's status: the evaluation, why, flags, counts, prospects, comparison."""
