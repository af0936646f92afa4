"""Where claims stand, worked out again: those a write bears on, a whole base, an archive."""
