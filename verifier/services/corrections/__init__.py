"""What was recorded is put right by recording more: corrected, amended, retracted, undone."""
