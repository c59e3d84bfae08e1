"""The command line: commands, what they print, and tables as files."""
