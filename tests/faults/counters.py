"""Counters and system files as sick, old and huge machines have them: a captured tree, rewritten while ctop runs."""
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
import harness

FIXTURE = os.path.join(os.environ.get("CTOP_SOURCE_DIR", "."), "tests", "fixtures", "modern")
STAT = "cpu  {} 0 100 1000 {} 0 0 {} 0 0\ncpu0 {} 0 100 1000 {} 0 0 {} 0 0\nbtime 1700000000\n"
MEMINFO = "MemTotal: 1000 kB\nMemFree: 400 kB\nBuffers: 10 kB\nCached: 100 kB\n"
HUGE = "9" * 400
MILLISECOND = 0.001  # what times in documents are rounded to
JUNK = ["", "\n", "cpu", "cpu \n", "x" * (1 << 20), "cpu " + "1 " * (1 << 19), "\0" * 5000, "nan inf -1\n",
        "cpu  -1 -2 -3 -4 -5\n", f"cpu {HUGE} {HUGE} {HUGE} {HUGE}\nMemTotal: {HUGE} kB\n",
        "MemTotal:\n", "MemTotal: kB\nMemFree: x\n", "cpu  1 2", "0.1 junk -3 1/0 1\n", "nan nan nan\n",
        "1e999 -1e999 0x1p9 2/3 4\n", "some avg10=nan avg60=inf avg300=-5 total=99999999999999999999999\n"]


def no_constant(word):
    raise AssertionError(f"{word} in JSON")


class Machine:
    """A copy of a captured machine, to be changed."""

    def __enter__(self):
        self.directory = tempfile.mkdtemp(prefix="ctop-test-")
        self.root = os.path.join(self.directory, "root")
        shutil.copytree(FIXTURE, self.root, symlinks=True)
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.directory)

    def write(self, name, text):
        """Another file under the same name: a reader has the old one or the new one."""
        path = os.path.join(self.root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path + ".new", "wb") as new:
            new.write(text if isinstance(text, bytes) else text.encode())
        os.rename(path + ".new", path)

    def remove(self, name):
        os.unlink(os.path.join(self.root, name))


class Counters(unittest.TestCase):
    def percentages(self, value, where=""):
        """Every number below a key that is a percentage is within its range."""
        if isinstance(value, list):
            for n, item in enumerate(value):
                self.percentages(item, f"{where}[{n}]")
        elif isinstance(value, dict):
            for key, item in value.items():
                below = f"{where}.{key}"
                whole = "percent" in key and isinstance(item, dict)
                for name, number in (item.items() if whole else [(key, item)]):
                    if ("percent" in key) and isinstance(number, (int, float)):
                        self.assertTrue(0 <= number <= 100, f"{below}.{name} is {number}")
                self.percentages(item, below)
        elif isinstance(value, (int, float)):
            self.assertFalse(value < 0 and "rate" in where, f"{where} is {value}")

    def document(self, line):
        document = json.loads(line, parse_constant=no_constant)
        self.percentages(document["system"])
        return document

    def ticks(self, machine, changes):
        """All documents, from before the first change; and for each change the first after it."""
        command = [harness.BINARY, "--no-config", "-b", "-J", "-P", "process,system", "-d", "0.1",
                   "-n", "100000", "--root", machine.root]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL,
                              env=harness.environment()) as process:
            try:
                documents, settled = [self.document(process.stdout.readline())], []
                for change in changes:
                    change()
                    changed = time.time()
                    # Ticks may have begun before the change, or lie in the pipe; two more for what is left over.
                    while documents[-1]["time"] <= changed + MILLISECOND:
                        documents.append(self.document(process.stdout.readline()))
                    settled.append(documents[-1])
                    for _ in range(2):
                        documents.append(self.document(process.stdout.readline()))
            finally:
                process.kill()
        return documents, settled

    def times(self, user, iowait=0, steal=0):
        return STAT.format(*[user, iowait, steal] * 2)

    def test_times_that_go_back_are_no_negative_share(self):
        with Machine() as machine:
            machine.write("proc/stat", self.times(100, 500, 500))
            steps = [(200, 400, 500), (300, 10, 0), (400, 0, 0), (100, 0, 0), (500, 0, 0)]
            self.ticks(machine, [lambda s=s: machine.write("proc/stat", self.times(*s))
                                 for s in steps])

    def test_iowait_that_goes_back_leaves_the_rest_right(self):
        with Machine() as machine:
            machine.write("proc/stat", self.times(100, 500))
            seen, _ = self.ticks(machine, [lambda: machine.write("proc/stat", self.times(200, 400))])
            shares = [d["system"]["cpu_times_percent"] for d in seen]
            # The interval of the change: all that went forward was user's.
            self.assertIn((100, 0), [(s["user"], s["iowait"]) for s in shares])

    def test_counters_wrap_at_any_width(self):
        for top in ((1 << 32) - 1, (1 << 63) - 1, (1 << 64) - 1):
            with self.subTest(top=top), Machine() as machine:
                machine.write("proc/stat", self.times(top))
                self.ticks(machine, [lambda: machine.write("proc/stat", self.times(5)),
                                     lambda: machine.write("proc/stat", self.times(top))])

    def test_a_cpu_goes_away_and_comes_back(self):
        def stat(*numbers):
            return "cpu  9 0 9 9 0 0 0 0 0 0\n" + "".join(
                f"cpu{n} 3 0 3 3 0 0 0 0 0 0\n" for n in numbers)

        with Machine() as machine:
            machine.write("proc/stat", stat(0, 1, 2))
            seen, settled = self.ticks(
                machine, [lambda: machine.write("proc/stat", stat(0, 2)),
                          lambda: machine.write("proc/stat", stat(0, 1, 2)),
                          lambda: machine.write("proc/stat", stat(*range(4096)))])
            self.assertEqual([d["system"]["cpu_count"] for d in (seen[0], *settled)], [3, 2, 3, 4096])

    def test_memory_that_is_not_told_is_null(self):
        cases = [(MEMINFO, 1000, True), (MEMINFO.replace("1000", "0"), None, False),
                 (MEMINFO.replace("MemTotal", "Total"), None, False),
                 (MEMINFO.replace("400", "4000"), 1000, True)]
        for text, total, known in cases:
            with self.subTest(text=text), Machine() as machine:
                machine.write("proc/meminfo", text)
                memory = self.ticks(machine, [])[0][0]["system"]["virtual_memory"]
                if known:
                    self.assertEqual(memory["total"], total << 10)
                    # An old kernel does not say what is available: it is worked out.
                    self.assertIsNotNone(memory["percent"])
                else:
                    self.assertIsNone(memory["percent"])
                    self.assertIn(memory["total"], (None, 0))

    def test_no_junk_in_any_file_does_harm(self):
        names = ("stat", "meminfo", "loadavg", "uptime", "vmstat", "pressure/cpu", "pressure/memory",
                 "pressure/io", "1/stat", "1/status", "1/statm", "1/io")

        def write_all(junk):
            for name in names:
                machine.write("proc/" + name, junk)

        with Machine() as machine:
            self.ticks(machine, [lambda j=j: write_all(j) for j in JUNK] +
                       [lambda n=n: machine.remove("proc/" + n) for n in names])

    def test_a_file_cut_anywhere_does_no_harm(self):
        chance = random.Random(1)
        whole = {}

        def cut_all():
            for name, text in whole.items():
                machine.write(name, text[:chance.randrange(len(text))])

        with Machine() as machine:
            for name in ("stat", "meminfo", "loadavg", "vmstat", "1/stat", "1/status"):
                with open(os.path.join(machine.root, "proc", name), "rb") as text:
                    whole["proc/" + name] = text.read()
            self.ticks(machine, [cut_all] * 12)

    def test_the_largest_pid_keeps_the_columns_straight(self):
        with Machine() as machine:
            os.rename(os.path.join(machine.root, "proc/1600"),
                      os.path.join(machine.root, "proc/4194304"))
            with open(os.path.join(machine.root, "proc/4194304/stat")) as stat:
                text = stat.read()
            machine.write("proc/4194304/stat", text.replace("1600", "4194304", 1))
            done = harness.ctop("-b", "--root", machine.root, "-o", "pid,rss,name")
            self.assertEqual(done.returncode, 0, done.stderr)
            lines = done.stdout.decode().splitlines()
            edge = lines[0].index("PID") + 3
            for line in lines[1:]:
                self.assertTrue(line[:edge].strip().isdigit() and line[edge] == " ", line)
            self.assertIn("4194304", [line.split()[0] for line in lines[1:]])


if __name__ == "__main__":
    harness.main()
