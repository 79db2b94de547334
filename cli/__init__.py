"""The command line: where gouji talks to people."""
