"""What is said of a claim's status: the evaluation, what became of it, why, prospects, reports, comparison."""
