"""The command line: parse, call one service, print what it returns."""
