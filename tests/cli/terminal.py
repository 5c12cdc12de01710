"""Programs in a terminal of any size, and what stands on its screen."""
import fcntl
import os
import pty
import re
import select
import struct
import termios
import time
import unicodedata

SEQUENCE = re.compile(r"\x1b\[([0-9;]*)([A-Za-z])")


def set_size(terminal, columns, rows=50):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


class Terminal:
    """A program in a pseudo terminal. What it writes is `shown`."""

    def __init__(self, arguments, columns, environment, folder):
        self.shown = b""
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            set_size(0, columns)
            os.chdir(folder)
            os.execvpe(str(arguments[0]), list(map(str, arguments)), environment)

    def resize(self, columns):
        set_size(self.terminal, columns)

    def type(self, text):
        os.write(self.terminal, text.encode())

    def read(self, seconds=0.02):
        """@return whether the program has closed the terminal."""
        while select.select([self.terminal], [], [], seconds)[0]:
            try:
                more = os.read(self.terminal, 65536)
            except OSError:
                more = b""
            if not more:
                return True
            self.shown += more
        return False

    def wait_for(self, condition, seconds=120):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            closed = self.read()
            if condition(self.text()):
                return True
            if closed:
                break
        return False

    def text(self):
        return self.shown.decode(errors="replace")

    def end(self, seconds=300):
        """@return the exit code, and all that was written."""
        limit = time.monotonic() + seconds
        while not self.read(0.1) and time.monotonic() < limit:
            pass
        os.close(self.terminal)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1]), self.text()


def columns_of(text):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def drawn_rows(text):
    """Everything that was ever written into one row, without what steers the terminal."""
    return [SEQUENCE.sub("", row) for row in re.split(r"[\r\n]", text)]


def screen(text, columns):
    """The rows that stand there in the end, as a terminal of that width shows them."""
    rows, row, column = [[]], 0, 0
    at = 0
    while at < len(text):
        found = SEQUENCE.match(text, at)
        if found:
            count = int(found[1]) if found[1].isdigit() else 1
            if found[2] == "A":
                row = max(0, row - count)
            elif found[2] == "K":
                del rows[row][column:]
            elif found[2] == "J":
                del rows[row][column:]
                del rows[row + 1:]
            at = found.end()
            continue
        if text[at] == "\r":
            column = 0
        elif text[at] == "\n":
            row += 1
        else:
            if column >= columns:
                row, column = row + 1, 0
            while len(rows) <= row:
                rows.append([])
            rows[row] += [" "] * (column + 1 - len(rows[row]))
            rows[row][column] = text[at]
            column += columns_of(text[at])
        while len(rows) <= row:
            rows.append([])
        at += 1
    return ["".join(one).rstrip() for one in rows]
