"""Text that other processes choose, read back from every format.

JSON and CSV must give the same text back; the table must hold no byte that
moves a terminal, and its columns must stay in place.
"""
import csv
import io
import json
import os
import subprocess
import sys
import unicodedata
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
import facts as oracle
import harness

NAMES = [
    b"a) R 1 (b", b"((((((", b"))))))", b"new\nline", b"tab\tstop", b"", b" ", b"-", b"%s%n%x",
    b"quo\"te'", b"back\\slash", b"com,ma", b"=cmd()", b"@SUM(1)", b"+1", b"semi;colon",
    b"\x1b]0;owned\x07", b"\x1b]52;c;AAAA\x07", b"\x1b[2J\x1b[31m", b"\x1bc", b"\x1bP1$r\x1b\\",
    b"\x1b[6n", b"bell\x07\x08\x7f", b"\x9b31mraw C1", "\x9b31m C1".encode(),
    b"\xff\xfe\xfd", b"cut \xe4\xbd", b"\xc0\xafoverlong", b"\xed\xa0\x80surr",
    "漢字漢字漢".encode(), "漢字漢字漢字".encode()[:15], "e\u0301a\u0300".encode(),
    "👩\u200d👧".encode(), "\u202eabc".encode(), "a\u200bb\ufeff".encode(), "\u2066x\u2069".encode(),
    b"\r\rback", b"[kworker/0:1]", b"</script>&amp;",
]


def cells(line):
    """Cells that a line of a table takes on a terminal."""
    total = 0
    for character in line:
        if unicodedata.combining(character):
            continue
        total += 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return total


class Names(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.child = harness.Child("hostile", *NAMES)
        cls.child.__enter__()
        cls.pids = cls.child.pids
        harness.asleep(cls.pids)
        cls.select = "-p", ",".join(map(str, cls.pids))
        # What the kernel kept of them: 15 bytes.
        cls.names = {pid: oracle.text(name[:15]) for pid, name in zip(cls.pids, NAMES)}

    @classmethod
    def tearDownClass(cls):
        cls.child.__exit__()

    def test_json_gives_every_name_back(self):
        rows = harness.processes(*self.select, "-o", "pid,name")
        for pid, name in self.names.items():
            self.assertEqual(rows[pid]["name"], name)

    def test_json_and_csv_hold_no_control_byte(self):
        for form in ("json", "csv"):
            done = harness.ctop("-b", "--format", form, *self.select, "-o", "pid,name,status")
            self.assertEqual(done.returncode, 0, done.stderr)
            bad = [c for c in done.stdout.decode("utf-8")
                   if unicodedata.category(c) == "Cc" and c not in "\r\n\t"]
            self.assertEqual(bad, [], form)

    def test_csv_gives_every_name_back(self):
        done = harness.ctop("-b", "--format", "csv", *self.select, "-o", "pid,name,status")
        rows = list(csv.reader(io.StringIO(done.stdout.decode("utf-8"), newline="")))
        self.assertEqual(rows[0], ["pid", "name", "status"])
        self.assertEqual(len(rows), 1 + len(NAMES))
        for pid, name, status in rows[1:]:
            expected = self.names[int(pid)]
            if not any(unicodedata.category(c) == "Cc" for c in expected) and \
                    expected[:1] not in "=+-@":
                self.assertEqual(name, expected)
            self.assertEqual(status, "sleeping")

    def test_a_table_holds_nothing_that_moves_a_terminal(self):
        for locale in ("C.UTF-8", "C"):
            done = harness.ctop("-b", *self.select, "-o", "pid,name,status",
                                env=harness.environment(LC_ALL=locale, TERM="xterm"))
            text = done.stdout.decode("utf-8" if locale != "C" else "ascii")
            bad = [c for c in text
                   if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c != "\n"]
            self.assertEqual(bad, [], locale)

    def test_a_table_keeps_its_columns_in_place(self):
        done = harness.ctop("-b", *self.select, "-o", "pid,name,status,ppid")
        lines = done.stdout.decode("utf-8").rstrip("\n").split("\n")
        lines = [line for line in lines if str(self.child.pid) in line]
        self.assertEqual(len(lines), len(NAMES))
        ends = {cells(line) for line in lines}
        self.assertEqual(len(ends), 1, "\n".join(lines))

    def test_a_name_can_be_filtered_for(self):
        rows = harness.processes(*self.select, "-o", "pid,name", "-f", 'name="com,ma"')
        self.assertEqual([row["name"] for row in rows.values()], ["com,ma"])


class Arguments(unittest.TestCase):
    def test_arguments_and_environment_come_back(self):
        words = [b"--option=\x1b[31mred", b"two\nlines", b"", b"\xff\xfe", "漢字".encode(),
                 "\u202egnp.exe".encode(), b"\"quoted\\\"", b"x" * 5000]
        env = {b"ESC": b"\x1b]0;t\x07", b"BAD": b"\xff", b"EQUALS": b"a=b=c", b"LINE": b"1\n2"}
        with harness.Child("known", "--", *words, env=env) as child:
            row = harness.processes("-p", str(child.pid), "-o", "pid,cmdline,environ")[child.pid]
        self.assertEqual(row["cmdline"][2:], [oracle.text(word) for word in words])
        self.assertEqual(row["environ"], {k.decode(): oracle.text(v) for k, v in env.items()})

    def test_two_megabytes_of_arguments_are_no_trouble(self):
        with harness.Child("known", *["argument" * 1000] * 200) as child:
            row = harness.processes("-p", str(child.pid), "-o", "pid,cmdline")[child.pid]
            self.assertTrue(row["cmdline"][1].startswith("argument"))
            done = harness.ctop("-b", "-p", str(child.pid))
            self.assertEqual(done.returncode, 0)

    def test_a_process_without_arguments_has_none(self):
        # The kernel gives an empty first argument to who passes none; a wiped argv reads as nothing.
        wipe = ("import ctypes, sys; libc = ctypes.CDLL(None); "
                "print('ready', flush=True); sys.stdin.read()")
        with subprocess.Popen([sys.executable, "-c", wipe], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE) as process:
            process.stdout.readline()
            row = harness.processes("-p", str(process.pid), "-o", "pid,cmdline")[process.pid]
            self.assertEqual(row["cmdline"][1:], ["-c", wipe])
            process.stdin.close()


class EveryFormat(unittest.TestCase):
    def test_iterations_are_one_line_of_json_each(self):
        def attempt():
            done = harness.ctop("-b", "-J", "-n", "3", "-d", "0.1", "-o", "pid,name")
            lines = done.stdout.decode().splitlines()
            self.assertEqual(len(lines), 3)
            times = [json.loads(line)["time"] for line in lines]
            self.assertEqual(times, sorted(times))
            self.assertAlmostEqual(times[2] - times[0], 0.2, delta=0.15)
        # A machine that is busy elsewhere just then makes it longer.
        harness.try_again(attempt)

    def test_csv_and_json_say_the_same(self):
        with harness.Child("known", "-n", "both") as child:
            child.stop()
            select = "-p", str(child.pid), "-o", "pid,name,rss,num_threads,cpu_time,status,nice"
            row = harness.processes(*select)[child.pid]
            text = harness.ctop("-b", "--format", "csv", *select).stdout.decode()
            again = next(csv.DictReader(io.StringIO(text, newline="")))
        for key, value in row.items():
            if key == "missing":
                continue
            if isinstance(value, (int, float)):
                self.assertEqual(float(again[key]), value, key)
            else:
                self.assertEqual(again[key], value, key)

    def test_limit_and_sort_are_kept_in_every_format(self):
        for arguments in (["-J"], ["--format", "csv"], []):
            done = harness.ctop("-b", *arguments, "-o", "pid", "-s", "pid:desc", "-l", "3")
            text = done.stdout.decode()
            if arguments == ["-J"]:
                pids = [row["pid"] for row in json.loads(text)["processes"]]
            else:
                pids = [int(line) for line in text.split("\n") if line.strip().isdigit()]
            self.assertEqual(len(pids), 3)
            self.assertEqual(pids, sorted(pids, reverse=True))

    def test_default_columns_are_the_ones_of_the_contract(self):
        header = harness.ctop("-b", "-l", "1").stdout.decode().splitlines()
        titles = "PID USER PRI NI THR VIRT RSS USS PSS SWAP S CPU% MEM% TIME Command".split()
        found = next((line.split() for line in header if line.split()[:1] == ["PID"]), None)
        self.assertEqual(found, titles)


if __name__ == "__main__":
    harness.main()
