"""Groups of processes made for the purpose, in batch."""
import csv
import io
import json
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
import harness

MIB = 1 << 20
# Pages of libraries and stacks that a small process has of its own, or a share of.
OWN = 4 * MIB


class Forker:
    """child_forker: processes that share memory, by a variable that is only theirs."""

    def __init__(self, kib, children, mark):
        self.command = [os.path.join(harness.CHILDREN, "child_forker"), str(kib), str(children)]
        self.env = harness.environment(CTOP_TEST_MARK=mark)
        self.children = children

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, env=self.env)
        lines = [self.process.stdout.readline() for _ in range(1 + self.children)]
        self.pids = [int(line.split()[1]) for line in lines]
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


def groups(*args, **options):
    """The groups of one batch iteration by name."""
    return {row["group"]: row for row in harness.document(*args, **options)["groups"]}


def pid_list(forker):
    return ",".join(map(str, forker.pids))


class Sums(unittest.TestCase):
    @harness.plain_build_only
    def test_shared_memory_counts_once_in_pss_and_for_each_in_rss(self):
        size = 64 * MIB
        with Forker(size // 1024, 2, "shared") as forker:
            row = groups("-p", pid_list(forker), "-g", "env:CTOP_TEST_MARK",
                         "-o", "group,processes,uss,pss,rss")["shared"]
        self.assertEqual(row["processes"], 3)
        self.assertGreaterEqual(row["pss"], size)
        self.assertLessEqual(row["pss"], size + 3 * OWN)
        self.assertGreaterEqual(row["rss"], 3 * size)
        self.assertLessEqual(row["uss"], 3 * OWN)

    def test_a_group_is_the_sum_of_its_processes(self):
        with harness.Child("known", "-m", "3", "-t", "4") as a, \
                harness.Child("known", "-m", "5") as b:
            a.stop()
            b.stop()
            pids = f"{a.pid},{b.pid}"
            rows = harness.processes("-p", pids, "-o", "pid,num_threads,vms,private_dirty,cpu_time").values()
            group = groups("-p", pids, "-g", "name", "-o",
                           "group,num_threads,vms,private_dirty,cpu_time")["child_known"]
        for key in ("num_threads", "vms", "private_dirty"):
            self.assertEqual(group[key], sum(row[key] for row in rows), key)
        self.assertAlmostEqual(group["cpu_time"], sum(row["cpu_time"] for row in rows), 6)

    def test_users_cover_every_process_once_with_threads_or_without(self):
        for extra in ([], ["-H"]):
            document = harness.document("-g", "user", "-o", "group,processes", "-P",
                                        "process,system", *extra)
            self.assertEqual(sum(row["processes"] for row in document["groups"]),
                             document["system"]["tasks"]["total"])

    def test_a_group_is_named_as_the_column_that_it_is_by(self):
        with harness.Child("known") as child:
            for key, column in (("user", "username"), ("name", "name"), ("cgroup", "cgroup"),
                                ("container", "container"), ("env:PATH", "env:PATH")):
                pid = str(child.pid)
                document = harness.document("-p", pid, "-g", key, "-o", "group,rss,uss")
                row = harness.processes("-p", pid, "-o", f"pid,{column}")[child.pid]
                self.assertEqual(document["groups"][0]["group"], row[column])
                self.assertEqual(document["group"], {"by": key, "overcounts": ["rss"]})
                self.assertNotIn("processes", document)


class Rows(unittest.TestCase):
    def test_sort_filter_and_limit_are_about_groups(self):
        with harness.Child("known", "-n", "uitone", "-m", "8") as one, \
                harness.Child("known", "-n", "uittwo", "-m", "2") as two, \
                harness.Child("known", "-n", "uittwo", "-m", "2") as three:
            base = ["-p", f"{one.pid},{two.pid},{three.pid}", "-g", "name"]
            order = [row["group"] for row in harness.document(*base, "-s", "processes")["groups"]]
            self.assertEqual(order, ["uittwo", "uitone"])
            order = [row["group"] for row in harness.document(*base, "-s", "private_dirty")["groups"]]
            self.assertEqual(order, ["uitone", "uittwo"])
            self.assertEqual(list(groups(*base, "-f", "processes=2")), ["uittwo"])
            self.assertEqual(list(groups(*base, "-f", "one")), ["uitone"])
            self.assertEqual(len(harness.document(*base, "-l", "1")["groups"]), 1)

    def test_a_hostile_name_is_one_group_and_valid_json(self):
        name = "a\"b\\\x1b[2J"
        with harness.Child("known", "-n", name) as a, harness.Child("known", "-n", name) as b:
            pids = f"{a.pid},{b.pid}"
            self.assertEqual(groups("-p", pids, "-g", "name")[name]["processes"], 2)
            done = harness.ctop("-b", "-p", pids, "-g", "name")
            self.assertNotIn(b"\x1b", done.stdout)

    def test_kernel_threads_are_in_the_root_of_control_groups(self):
        rows = harness.document("-o", "pid,cgroup", "-f", "name=kthreadd pid=2")["processes"]
        if not rows or rows[0]["cgroup"] != "/":
            self.skipTest("no kernel threads, or not in the root")
        self.assertGreaterEqual(groups("-g", "cgroup", "-o", "group,processes")["/"]["processes"], 1)

    def test_the_table_marks_what_counts_shared_pages_again(self):
        heading = harness.ctop("-b", "-g", "user").stdout.decode().splitlines()[0].split()
        self.assertIn("RSS*", heading)
        self.assertIn("PSS", heading)

    def test_columns_of_groups_are_listed(self):
        keys = harness.columns("group")
        done = harness.document("-g", "user", "-o", "all", "-p", str(os.getpid()))
        self.assertEqual(set(done["groups"][0]) - {"missing", "coverage"}, set(keys))


@harness.needs_nobody
class Unprivileged(unittest.TestCase):
    """As nobody, beside a process of root's."""

    def run_as_nobody(self, *args):
        return harness.ctop("-b", *args, user=65534, group=65534, extra_groups=[]).stdout.decode()

    def test_a_sum_that_leaves_processes_out_never_looks_complete(self):
        with harness.Child("known", "-n", "uitmix", "-m", "3") as theirs, \
                subprocess.Popen([os.path.join(harness.CHILDREN, "child_known"), "-n", "uitmix", "-m",
                                  "2"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, user=65534,
                                 group=65534, extra_groups=[]) as own:
            self.assertEqual(own.stdout.readline(), b"ready\n")
            base = ["-p", f"{theirs.pid},{own.pid}", "-g", "name", "-o", "group,processes,uss"]
            row = json.loads(self.run_as_nobody(*base, "-J"))["groups"][0]
            table = self.run_as_nobody(*base)
            rows = list(csv.DictReader(io.StringIO(self.run_as_nobody(*base, "--format", "csv"))))
            found = json.loads(self.run_as_nobody(*base, "-J", "-f", "uss>1M"))["groups"]
            hidden = json.loads(self.run_as_nobody(*base, "-J", "-f", "uss<1G"))["groups"]
            own.stdin.close()
        self.assertEqual(row["processes"], 2)
        self.assertEqual(row["coverage"], {"uss": {"ok": 1, "denied": 1}})
        self.assertGreaterEqual(row["uss"], 2 * MIB)
        self.assertLess(row["uss"], 2 * MIB + OWN)
        self.assertTrue(table.splitlines()[1].endswith("+"), table)
        self.assertEqual(rows[0]["incomplete"], "uss 1/2")
        self.assertEqual(len(found), 1)
        self.assertEqual(hidden, [])

    def test_an_environment_that_is_denied_is_a_group_of_its_own(self):
        with harness.Child("known") as theirs:
            rows = json.loads(self.run_as_nobody("-p", str(theirs.pid), "-g", "env:HOME", "-J", "-o",
                                                 "group,processes"))["groups"]
        self.assertEqual(rows, [{"group": None, "processes": 1, "missing": {"group": "denied"}}])


if __name__ == "__main__":
    unittest.main()
