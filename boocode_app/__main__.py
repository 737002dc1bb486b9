"""`python -m boocode_app`: the command line. `./boocode` is the way to it."""

from boocode_app.cli.main import main

if __name__ == "__main__":
    main()
