"""Footprints: what ctop shows is what the kernel says, when and of whom it says it."""
import json
import os
import re
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
import harness

KIB = 1024
MIB = 1024 * KIB
# Pages of the program's own that a command or a line of output may touch.
SLACK = 256 * KIB
# What one more or less process with the same libraries makes of a share.
SHARE = 64 * KIB
# With shared, rss is exact: without, the kernel tells it cheaply, and some CPUs' part of it later.
COLUMNS = "pid,uss,pss,rss,shared,shared_clean,shared_dirty,private_clean,private_dirty,swap_pss"


def rollup(pid):
    """uss and pss of a fresh smaps_rollup, bytes."""
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii", errors="replace") as file:
        rows = dict(re.findall(r"^(\w+):\s+(\d+) kB", file.read(), re.M))
    kib = {key: int(value) * KIB for key, value in rows.items()}
    return (kib["Private_Clean"] + kib["Private_Dirty"] + kib.get("Private_Hugetlb", 0),
            kib["Pss"])


def arguments(pid):
    with open(f"/proc/{pid}/cmdline", "rb") as file:
        return file.read()


class Talker:
    """A child that answers each command by one line."""

    def __init__(self, name, *args, lines):
        command = [os.path.join(harness.CHILDREN, "child_" + name), *map(str, args)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.pid = self.process.pid
        self.first = [self.line() for _ in range(lines)]

    def line(self):
        return self.process.stdout.readline().decode().strip()

    def ask(self, command):
        self.process.stdin.write(command.encode() + b"\n")
        self.process.stdin.flush()
        return self.line()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


class Stream:
    """Batch that goes on: one document for each tick."""

    def __init__(self, *args):
        self.process = subprocess.Popen(
            [harness.BINARY, "--no-config", "-b", "-J", "--patience", str(harness.PATIENCE),
             "-n", "100000", *args],
            env=harness.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.stdout.close()
        self.process.wait()

    def next(self):
        document = json.loads(self.process.stdout.readline())
        self.time = document["time"]
        return {row["pid"]: row for row in document["processes"]}

    def after(self):
        """The first tick that began after this call: others may be on their way, or in the pipe."""
        now = time.time()
        while (rows := self.next()) is not None and self.time <= now + 0.001:
            pass
        return rows


class Accuracy(unittest.TestCase):
    def row(self, pid, columns=COLUMNS):
        return harness.processes("-p", str(pid), "-o", columns)[pid]

    def test_private_shared_and_huge_memory_are_told_apart(self):
        with Talker("memory", lines=0) as child:
            child.ask("touch")
            before = self.row(child.pid)
            child.ask("private 8192")
            private = self.row(child.pid)
            self.assertAlmostEqual(private["uss"] - before["uss"], 8 * MIB, delta=SLACK)
            self.assertAlmostEqual(private["private_dirty"] - before["private_dirty"], 8 * MIB,
                                   delta=SLACK)
            child.ask("free")
            freed = self.row(child.pid)
            self.assertAlmostEqual(freed["uss"], before["uss"], delta=SLACK)
            # A child of it maps the shared piece, too: none of it is unique, half is its share.
            child.ask("shared 8192")
            shared = self.row(child.pid)
            self.assertAlmostEqual(shared["rss"] - freed["rss"], 8 * MIB, delta=SLACK)
            self.assertGreaterEqual(shared["shared_dirty"] - freed["shared_dirty"],
                                    8 * MIB - SLACK)
            # The fork shares what was private before, as long as neither writes to it.
            self.assertLess(shared["pss"] - freed["pss"], 4 * MIB + SLACK)
            self.assertGreater(shared["pss"] - freed["pss"],
                               4 * MIB - freed["uss"] // 2 - SLACK)
            self.assertLess(shared["uss"], freed["uss"] + SLACK)
            answer = child.ask("huge 4096")
            if ": done:" in answer:
                huge = self.row(child.pid)
                self.assertAlmostEqual(huge["uss"] - shared["uss"], 4 * MIB, delta=SLACK)

    def test_five_hundred_quiet_processes_are_as_a_fresh_smaps_rollup(self):
        children = []
        try:
            for i in range(250):
                children.append(Talker("memory", "private", 4 * (i % 50 + 1), lines=1))
            with Talker("forker", 2048, 249, lines=250) as family:
                quiet = [child.pid for child in children]
                quiet += [int(line.split()[1]) for line in family.first]
                harness.asleep(quiet)
                before = {pid: rollup(pid) for pid in quiet}
                rows = harness.processes("-p", ",".join(map(str, quiet)), "-o", "pid,uss,pss")
                self.assertEqual(len(rows), 500)
                for pid in quiet:
                    uss, pss = zip(before[pid], rollup(pid))
                    # The kernel may take clean pages of the program away; nothing else moves.
                    self.assertTrue(min(uss) <= rows[pid]["uss"] <= max(uss), (pid, rows[pid], uss))
                    # Whoever else runs, ctop too, has a share of the C library.
                    self.assertTrue(min(pss) - SHARE <= rows[pid]["pss"] <= max(pss) + SHARE,
                                    (pid, rows[pid], pss))
        finally:
            for child in children:
                child.__exit__()

    def test_the_end_of_a_fork_moves_the_parents_uss_within_a_tick(self):
        with Talker("forker", 16384, lines=2) as pair:
            with Stream("-d", "0.5", "-p", str(pair.pid), "-o", "pid,uss") as stream:
                shared = stream.next()[pair.pid]["uss"]
                self.assertLess(shared, 8 * MIB)
                pair.ask("exit")
                alone = stream.after()[pair.pid]["uss"]
                self.assertGreater(alone, 16 * MIB)
                self.assertEqual(alone, rollup(pair.pid)[0])
                pair.ask("fork")
                self.assertLess(stream.after()[pair.pid]["uss"], 8 * MIB)

    def test_what_is_allocated_between_ticks_is_in_the_next(self):
        with Talker("memory", lines=0) as child:
            child.ask("private 4")
            with Stream("-d", "0.5", "-p", str(child.pid), "-o",
                        "pid,uss,uss_delta,uss_since_mark") as stream:
                first = stream.next()[child.pid]["uss"]
                for step in range(1, 4):
                    child.ask("private 4096")
                    row = stream.after()[child.pid]
                    self.assertEqual(row["uss"], rollup(child.pid)[0])
                    self.assertEqual(row["uss_since_mark"], row["uss"] - first)
                    self.assertAlmostEqual(row["uss"] - first, step * 4 * MIB, delta=SLACK)

    def test_who_grows_sorts_to_the_top(self):
        with Talker("memory", lines=0) as child:
            child.ask("private 4")
            with Stream("-d", "0.5", "-s", "uss_since_mark", "-l", "1",
                        "-o", "pid,uss_since_mark", "-u", str(os.geteuid())) as stream:
                stream.next()
                child.ask("private 262144")
                self.assertEqual(list(stream.after()), [child.pid])


class Told(unittest.TestCase):
    def test_a_footprint_in_json_has_its_age_and_its_coverage(self):
        document = harness.document("-o", "pid,uss,pss")
        for row in document["processes"]:
            if row["uss"] is None:
                self.assertIn("footprint_age", row["missing"])
            else:
                self.assertGreaterEqual(row["footprint_age"], 0)
        for kind in ("uss", "pss"):
            known = [row[kind] for row in document["processes"] if row[kind] is not None]
            coverage = document["coverage"][kind]
            self.assertEqual(coverage["ok"], len(known))
            self.assertEqual(coverage["sum"], sum(known))
        self.assertNotIn("footprint_age", harness.document("-o", "pid,rss")["processes"][0])

    def test_every_kind_can_be_what_memory_percent_is_of(self):
        with open("/proc/meminfo", encoding="ascii") as meminfo:
            total = int(re.search(r"MemTotal:\s+(\d+) kB", meminfo.read())[1]) * KIB
        with Talker("memory", "private", 65536, lines=1) as child:
            for kind in ("rss", "uss", "pss", "vms", "swap"):
                row = harness.processes("-p", str(child.pid), "--memtype", kind, "-o",
                                        "pid,memory_percent," + kind)[child.pid]
                expected = row[kind] * 100 / total
                self.assertAlmostEqual(row["memory_percent"], expected, delta=expected / 1e6)


class Environment(unittest.TestCase):
    def test_an_exec_of_the_same_program_brings_its_new_environment(self):
        script = ("read x; MAPS_TEST=after exec sh -c 'read y'")
        env = harness.environment(MAPS_TEST="before")
        with subprocess.Popen(["sh", "-c", script], stdin=subprocess.PIPE, env=env) as child:
            with Stream("-d", "0.2", "-p", str(child.pid), "-o", "pid,env:MAPS_TEST") as stream:
                self.assertEqual(stream.next()[child.pid]["env:MAPS_TEST"], "before")
                child.stdin.write(b"go\n")
                child.stdin.flush()
                while arguments(child.pid) != b"sh\0-c\0read y\0":
                    time.sleep(0.01)
                self.assertEqual(stream.after()[child.pid]["env:MAPS_TEST"], "after")
            child.stdin.close()

    def test_a_filter_by_environment_finds_and_counts(self):
        env = harness.environment(MAPS_TEST="here")
        with harness.Child("known", env=env) as child:
            found = harness.document("-f", "env:MAPS_TEST=here", "-o", "pid")
            self.assertIn(child.pid, [row["pid"] for row in found["processes"]])
            coverage = found["coverage"]["environ"]
            self.assertGreaterEqual(coverage["ok"], 1)


if __name__ == "__main__":
    unittest.main()
