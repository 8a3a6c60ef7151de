"""What a tick asks of the kernel, counted by strace.

The same command runs for a few ticks and for more; the difference belongs to
the ticks in the steady state and to nothing else.  As root all of it runs in a pid
namespace of its own: strace is slow, and the machine's other processes prove nothing more.
"""
import collections
import glob
import os
import re
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
import harness

FEW, MORE = 4, 9
CHILDREN = 90  # more than three screens of 24 rows
RENEWAL = 5    # seconds that a command line is kept without a sign of exec
STAT_COLUMNS = ("pid,username,priority,nice,num_threads,vms,rss,status,cpu_percent,"
                "memory_percent,cpu_time,name")
CALL = re.compile(r"^(\w+)\((.*)")
# A path below /proc as strace -y shows it: through a descriptor, or relative to one.
PLACES = [re.compile(r"^AT_FDCWD[^,]*, \"/proc/(\d+)(?:/([\w/]+))?\""),
          re.compile(r"^\d+</proc>, \"(\d+)(?:/([\w/]+))?\""),
          re.compile(r"^\d+</proc/(\d+)>, \"([\w/]*)\""),
          re.compile(r"^\d+</proc/(\d+)(?:/([\w/]+))?>"),
          re.compile(r"^\"/proc/(\d+)(?:/([\w/]+))?\"")]
LOOKUPS = {"newfstatat", "fstat", "statx", "lstat", "stat", "fstatat64"}


def calls_in(directory):
    """How often each (pid, call, file) was made; file "" is the process's directory."""
    count = collections.Counter()
    for log in glob.glob(os.path.join(directory, "log*")):
        with open(log, errors="replace") as lines:
            for line in lines:
                call = CALL.match(line)
                if call is None:
                    continue
                for place in PLACES:
                    found = place.match(call[2])
                    if found:
                        count[int(found[1]), call[1], found[2] or ""] += 1
                        break
    return count


def command(directory, iterations, arguments):
    # One log per thread: no call is torn into two lines.
    return ["strace", "-ff", "-y", "-s", "256", "-e", "trace=%file,%desc",
            "-o", os.path.join(directory, "log"),
            harness.BINARY, "--no-config", "-n", str(iterations), *arguments]


def steady(arguments, screen=False):
    """Calls per pid that MORE - FEW ticks made, and how long the longer run took."""
    counts = []
    for iterations in (FEW, MORE):
        with tempfile.TemporaryDirectory() as directory:
            line = command(directory, iterations, arguments)
            start = time.monotonic()
            if screen:
                with harness.Screen(line, rows=24, cols=132) as terminal:
                    status = terminal.wait()
            else:
                status = subprocess.run(line, env=harness.environment(), check=False,
                                        stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL).returncode
            if status != 0:
                raise AssertionError(f"status {status} under strace")
            seconds = time.monotonic() - start
            counts.append(calls_in(directory))
    return counts[1] - counts[0], seconds


@harness.needs_strace
class Ticks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.child = harness.Child("hostile", *[f"idle {i}" for i in range(CHILDREN)])
        cls.child.__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.child.__exit__()

    def of(self, calls, pid):
        return {(call, file): n for (who, call, file), n in calls.items() if who == pid}

    def assert_one_stat_and_owner(self, calls, pid):
        """Per tick at most one open, read, close of stat and one look at the owner."""
        ticks = MORE - FEW
        mine = self.of(calls, pid)
        lookups = sum(n for (call, file), n in mine.items()
                      if call in LOOKUPS and file in ("", "stat"))
        self.assertLessEqual(lookups, ticks, mine)
        for call in ("openat", "read", "close"):
            self.assertLessEqual(mine.get((call, "stat"), 0), ticks, mine)
        others = {key: n for key, n in mine.items()
                  if key[1] != "stat" and key[0] not in LOOKUPS}
        self.assertEqual(others, {})

    def test_batch_reads_stat_once_per_process_and_tick(self):
        calls, _ = steady(["-b", "-d", "0.1", "-o", STAT_COLUMNS])
        for pid in self.child.pids:
            self.assertEqual(self.of(calls, pid).get(("openat", "stat")), MORE - FEW)
            self.assert_one_stat_and_owner(calls, pid)

    def test_nothing_is_read_that_no_column_needs(self):
        calls, _ = steady(["-b", "-d", "0.1", "-o", "pid,num_fds"])
        opened = {file for (_, call, file), _ in calls.items() if call == "openat"}
        self.assertLessEqual(opened, {"stat", "fd", ""})

    def test_no_file_of_a_process_is_opened_twice_in_a_tick(self):
        calls, _ = steady(["-b", "-J", "-d", "0.1", "-o", "all"])
        for pid in self.child.pids:
            opened = {file: n for (call, file), n in self.of(calls, pid).items()
                      if call == "openat" and file}
            # Whoever reads from another thread makes sure first that it is still the same process.
            readers = sum(opened.get(file, 0) for file in ("smaps_rollup", "cmdline", "environ"))
            for file, n in opened.items():
                self.assertLessEqual(n, MORE - FEW + (readers if file == "stat" else 0), file)

    def test_command_lines_are_kept(self):
        calls, seconds = steady(["-b", "-d", "0.1", "-o", "pid,cmdline,exe"])
        for pid in self.child.pids:
            self.assertLessEqual(self.of(calls, pid).get(("openat", "cmdline"), 0),
                                 1 + seconds // RENEWAL)

    def test_the_screen_reads_more_than_stat_only_for_what_it_shows(self):
        calls, _ = steady(["-o", "-uss,-pss,-swap", "-d", "0.2", "-s", "pid:desc"], screen=True)
        more = 0
        for pid in self.child.pids:
            try:
                self.assert_one_stat_and_owner(calls, pid)
            except AssertionError:
                more += 1
        # 24 rows less the header, and a page around them.
        self.assertLessEqual(more, 3 * 24)
        read = [pid for pid in self.child.pids if self.of(calls, pid).get(("openat", "stat"))]
        self.assertEqual(read, self.child.pids)


if __name__ == "__main__":
    harness.enter_namespace()
    harness.main()
