"""``python -m spanishgas``, and the program itself: quiet when it is stopped before it can say so in words."""

import signal


def main() -> None:
    """Ctrl-C ends the process at once while it loads; from then on it is answered in a sentence."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from spanishgas.cli.commands import main as command

    command()


if __name__ == "__main__":
    main()
