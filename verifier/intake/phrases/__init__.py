"""Attribution phrases: the grammar, its cues, names, anonymous sources, figures; read and written."""
