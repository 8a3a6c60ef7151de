"""The rules of HACKING.md that a reader of #include lines can check.

	check_includes.py SOURCE_DIR

Layers include downwards only; system headers of one OS stay in its folder, or in a file
that is named for it (thread_windows.c); one
file knows curses, one names the driver; files and functions have a size that can be
read; functions that cannot be used safely are not used.
"""
import os
import re
import sys

# What each layer may include of ours, by the path below src.
ALLOWED = {
    "base": ["base"],
    "collect": ["base", "collect", "os/os.h", "os/facts.h"],
    "os": ["base", "os"],
    "ui": ["base", "ui", "collect", "os/facts.h", "config.h", "options.h", "choices.h"],
    "app": ["base", "app", "collect", "os/facts.h"],
    "main": ["base", "app", "collect", "os/os.h", "os/facts.h", "ui"],
}
ONE_OS = {
    "linux": r"linux/|asm/|sys/(epoll|inotify|eventfd|signalfd|timerfd|prctl|sysinfo|vfs|syscall|pidfd"
             r"|sysmacros|mount|userfaultfd)\.h|mntent\.h",
    "windows": r"windows\.h|winsock|ws2|iphlpapi|psapi|tlhelp32|winternl|winsvc",
    "macos": r"mach/|libproc\.h|CoreFoundation/|IOKit/",
    "freebsd": r"kvm\.h|libutil\.h|sys/(sysctl|user|proc)\.h|vm/",
    "openbsd": r"kvm\.h|sys/(sysctl|proc)\.h",
    "netbsd": r"kvm\.h|sys/(sysctl|proc)\.h",
    "sunos": r"procfs\.h|kstat\.h|sys/(swap|loadavg)\.h",
}
CURSES = re.compile(r"n?curses(w/|/)?|term\.h$|terminfo")
# Where a condition on the system may stand; elsewhere there is a file for each.
CONDITION = re.compile(r"^\s*#\s*(?:el)?if.*\b(_WIN32|WIN32|__linux__|__unix__|__APPLE__)\b")
CONDITIONAL = re.compile(r"(os|compat)/|compat\.[ch]$|ui/term")
UNSAFE = re.compile(r"\b(strcpy|strcat|sprintf|vsprintf|gets|atoi|atol|atoll|atof|strtok|sscanf)\s*\(")
FILE_LINES, FUNCTION_LINES = 700, 80
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]')


# The part of a file's name that says for which systems it is.
KIND = re.compile(r"[_/](posix|windows)(_[a-z]+)?$")

BASE = set()


def read_base(root):
    """The base modules, as CMakeLists.txt lists them."""
    with open(os.path.join(root, "CMakeLists.txt"), encoding="utf-8") as file:
        found = re.search(r"set\(base_sources([^)]*)\)", file.read())
    BASE.clear()
    BASE.update(KIND.sub("", name) for name in re.findall(r"src/(\w+)\.c", found[1]))


def layer_of(path):
    first = path.split("/")[0]
    if first in ("collect", "ui", "os"):
        return first
    if first == "compat":
        return "base"
    stem = KIND.sub("", os.path.splitext(path)[0])
    if stem == "main":
        return "main"
    return "base" if stem in BASE else "app"


def may_include(layer, source, target):
    for allowed in ALLOWED[layer]:
        if target == allowed or layer_of(target) == allowed:
            break
    else:
        return False
    if layer == "os" and source.count("/") > 1:
        # An OS folder: the seam, the shared Unix folder and itself.
        mine, theirs = source.split("/")[1], target.split("/")
        if theirs[0] == "os" and len(theirs) > 2:
            return theirs[1] in (mine, "posix")
    return True


def without_comments(text):
    """The same lines with comments and literals blanked."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match[0])
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text,
                  flags=re.S)


def functions(code):
    """(name, first line, lines) of each function: KNF puts its braces in the first column."""
    lines = code.split("\n")
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{" and re.search(r"\)\s*$", lines[number - 2]):
            start = number
        elif line == "}" and start is not None:
            head = start - 1
            while head > 1 and not re.match(r"\w+\(", lines[head - 1]):
                head -= 1
            yield lines[head - 1].split("(")[0], head, number - head
            start = None


class Check:
    def __init__(self, root):
        self.src = os.path.join(root, "src")
        read_base(root)
        self.errors, self.warnings = [], []

    def run(self):
        for directory, _, names in sorted(os.walk(self.src)):
            for name in sorted(names):
                if name.endswith((".c", ".h")):
                    self.file(os.path.relpath(os.path.join(directory, name), self.src))

    def file(self, path):
        with open(os.path.join(self.src, path), encoding="utf-8") as file:
            text = file.read()
        lines = text.split("\n")
        if len(lines) > FILE_LINES:
            self.errors.append(f"{path}: {len(lines)} lines, {FILE_LINES} at most")
        for number, line in enumerate(lines, 1):
            found = INCLUDE.match(line)
            if found and found[1] == '"':
                self.ours(path, number, found[2])
            elif found:
                self.theirs(path, number, found[2])
        code = without_comments(text)
        for number, line in enumerate(code.split("\n"), 1):
            if unsafe := UNSAFE.search(line):
                self.errors.append(f"{path}:{number}: {unsafe[1]} is not to be used")
            if CONDITION.match(line) and not CONDITIONAL.match(path):
                self.errors.append(f"{path}:{number}: a condition on the system: a file for each")
            if re.search(r"\bos_driver\b", line) and path != "main.c" and \
                    not path.startswith("os/"):
                self.errors.append(f"{path}:{number}: only main.c names os_driver")
        for name, line, length in functions(code):
            if length > FUNCTION_LINES:
                self.warnings.append(f"{path}:{line}: {name} has {length} lines")

    def ours(self, path, number, name):
        target = os.path.normpath(os.path.join(os.path.dirname(path), name))
        if not os.path.exists(os.path.join(self.src, target)):
            self.errors.append(f"{path}:{number}: {name}: no such file beside it")
        elif not may_include(layer_of(path), path, target):
            self.errors.append(f"{path}:{number}: the {layer_of(path)} layer includes {target}")

    def theirs(self, path, number, name):
        if CURSES.match(name) and path != "ui/term_curses.c":
            self.errors.append(f"{path}:{number}: only ui/term_curses.c includes curses")
        folders = [system for system, headers in ONE_OS.items() if re.match(headers, name)]
        mine = path.split("/")[1] if path.startswith("os/") and path.count("/") > 1 else None
        if kind := KIND.search(os.path.splitext(path)[0]):
            mine = kind[1]
        if folders and mine not in folders:
            self.errors.append(f"{path}:{number}: <{name}> belongs below os/{folders[0]}")


def main():
    check = Check(sys.argv[1])
    check.run()
    for warning in check.warnings:
        print("warning:", warning)
    for error in check.errors:
        print(error)
    print(f"{len(check.errors)} broken rules")
    return 1 if check.errors else 0


if __name__ == "__main__":
    sys.exit(main())
