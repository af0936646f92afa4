"""Pages in HTML for readers without a terminal: made from templates in which everything is escaped."""
