"""A server that a test starts and that ends with it."""
import re


class StartedServer:
    """A running `zeroth serve` or `zeroth watch`; `word` is what it says that it does."""

    def __init__(self, case, word, command, *arguments):
        self.process = case.start(command, *arguments, "--port", "0")
        self.line = self.process.stdout.readline()
        found = re.fullmatch(rf"{word} (\S+) on http://\S+:(\d+) \(Ctrl-C stops it\)\n", self.line)
        if not found:
            raise AssertionError(self.line + self.process.stderr.read())
        self.port = int(found[2])
        case.addCleanup(self.end)

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()
