"""Files that were kept of documents: their contents, and what the ledger says of them."""
