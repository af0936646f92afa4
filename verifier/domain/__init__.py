"""The terms and the rules: pure values and functions, no clock, no environment, no input or output."""
