"""`python -m trial`: what the screens do, from a shell."""

import sys

from trial.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
