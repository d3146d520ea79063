"""`python -m trial`: what the screens do, from a shell."""

import os
import sys

from trial.cli import main

if __name__ == "__main__":
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115 - closed by whoever started us
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115
    sys.exit(main(sys.argv[1:]))
