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


class Screen:
    """What a terminal shows. Where its window changes, it wraps its lines anew, as most do, or cuts its rows, as xterm."""

    def __init__(self, columns, wraps_anew=True):
        self.columns, self.wraps_anew = columns, wraps_anew
        self.rows, self.goes_on = [[]], [False]  # whether a row's line goes on in the next one
        self.row = self.column = 0

    def resize(self, columns):
        self.columns = columns
        if not self.wraps_anew:
            self.rows = [row[:columns] for row in self.rows]
            self.column = min(self.column, columns - 1)
            return
        rows, goes_on, line, cursor = [], [], [], None
        for number, row in enumerate(self.rows):
            if number == self.row:
                cursor = len(line) + self.column
            line += row
            if self.goes_on[number]:
                continue
            if cursor is not None:
                self.row, self.column = len(rows) + cursor // columns, cursor % columns
                cursor = None
            parts = [line[at:at + columns] for at in range(0, max(len(line), 1), columns)]
            rows += parts
            goes_on += [True] * (len(parts) - 1) + [False]
            line = []
        self.rows, self.goes_on = rows, goes_on
        self.reach()

    def reach(self):
        """The row of the cursor is there."""
        while len(self.rows) <= self.row:
            self.rows.append([])
            self.goes_on.append(False)

    def erase(self, also_below):
        del self.rows[self.row][self.column:]
        self.goes_on[self.row] = False
        if also_below:
            del self.rows[self.row + 1:], self.goes_on[self.row + 1:]

    def put(self, character):
        if self.column >= self.columns:
            self.goes_on[self.row] = True
            self.row, self.column = self.row + 1, 0
            self.reach()
        row = self.rows[self.row]
        row += [" "] * (self.column + 1 - len(row))
        row[self.column] = character
        self.column += columns_of(character)

    def feed(self, text):
        for sequence, count, name, character in re.findall(r"(\x1b\[([0-9;]*)([A-Za-z]))|([\s\S])", text):
            if sequence:
                if name == "A":
                    self.row = max(0, self.row - int(count or 1))
                elif name in "JK":
                    self.erase(also_below=name == "J")
            elif character == "\r":
                self.column = 0
            elif character == "\n":
                self.row += 1
                self.reach()
            else:
                self.put(character)
        return self

    def shown(self):
        return ["".join(row).rstrip() for row in self.rows]


def screen(text, columns):
    """The rows that stand there in the end, as a terminal of that width shows them."""
    return Screen(columns).feed(text).shown()
