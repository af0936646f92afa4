"""`python -m verifier` is the command."""

from verifier.cli.start import main

if __name__ == "__main__":
    main()
