"""`python -m enduse`."""

from enduse.cli.main import main

main()
