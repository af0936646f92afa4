"""The review screen: what is disputed, in a terminal, all day long."""
