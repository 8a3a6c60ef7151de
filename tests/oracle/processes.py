"""Every process and every field of `ctop -b -J -o all` against psutil and /proc.

Each process is read by the oracle before and after ctop ran.  A fact that
was the same both times must be exactly that in ctop's output, within the
tolerance stated for it; a counter that moved must lie between; anything else that
moved proves nothing and is counted as such.
"""
import json
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
import facts as oracle
import harness
from facts import DENIED, NONE

# Facts that only grow (nearly: see peak_rss).
COUNTERS = {"cpu_times_user", "cpu_times_system", "cpu_time", "minor_faults", "major_faults",
            "ctx_switches", "ctx_switches_voluntary", "ctx_switches_involuntary", "read_count", "write_count",
            "read_bytes", "write_bytes", "read_chars", "write_chars", "run_delay",
            "peak_rss", "peak_vms"}
# What a process that ran meanwhile may have changed and changed back; name: of kernel workers.
FLEETING = {"cpu_num", "status", "num_fds", "name", "rss", "vms", "shared", "data", "memory_percent",
            "num_threads", "oom_score", "priority", *oracle.MEMORY}
# How far ctop may be from the oracle when nothing moved; all others must be equal.
# The kernel keeps rss in a counter per CPU for each of three kinds of page, and folds them
# in batches; stat shows the sum without what is not folded in yet, statm and status with it.
CPUS = os.cpu_count()
RSS_SLACK = 3 * CPUS * max(32, 2 * CPUS) * harness.PAGE
TOTAL = os.sysconf("SC_PHYS_PAGES") * harness.PAGE
# Pages of libraries count as private or shared, and for a share, by who else runs just then:
# ctop itself is one of them.
LIBRARIES = 256 << 10
TOLERANCE = {
    "pss": LIBRARIES, "pss_file": LIBRARIES, "uss": LIBRARIES, "private_clean": LIBRARIES,
    "shared_clean": LIBRARIES, "private_dirty": 0, "pss_anon": 0,
    "rss": RSS_SLACK,
    "peak_rss": RSS_SLACK,    # the larger of a mark and rss, so it falls when counters are folded
    "create_time": 1.1,       # psutil counts from btime, which is whole seconds
    "memory_percent": 100 * RSS_SLACK / TOTAL + 1e-3,
    "cpu_times_user": 1e-6, "cpu_times_system": 1e-6, "cpu_time": 2e-6,
    "run_delay": 1e-6,
}
# Facts with no second source, and why.
NOT_COMPARED = {
    "cpu_percent": "a rate over ctop's own interval",
    "minor_fault_rate": "a rate", "major_fault_rate": "a rate",
    "read_rate": "a rate", "write_rate": "a rate",
    "elapsed": "moves with the clock; compared with create_time below",
    "footprint_age": "ctop's own", "uss_delta": "ctop's own", "uss_since_mark": "ctop's own",
    "cgroup": "compared with /proc by its own test", "container": "named from the cgroup",
    "runtime": "named from the cgroup", "service": "named from the cgroup",
    "wchan": "moves with every wait; compared for stopped processes below",
    "egid": "psutil gives it with gid; same line of status",
}


def agrees(key, value, expected):
    if isinstance(expected, (int, float)) and key in TOLERANCE:
        return value is not None and abs(value - expected) <= TOLERANCE[key]
    return value == expected


# Clean pages turn from private to shared and back when others run the same program.
CLEAN = {"uss", "pss", "pss_file", "private_clean", "shared_clean"}


def only_shared_anew(key, row, known):
    """Are they the same clean pages, counted to the other side?"""
    sums = [facts.get("private_clean") for facts in (row, known)]
    if key not in CLEAN or not all(isinstance(fact, int) for fact in sums):
        return False
    clean = known["private_clean"] + known["shared_clean"]
    return (abs(row["private_clean"] + row["shared_clean"] - clean) <= LIBRARIES
            and abs(row[key] - known[key]) <= clean)


class EveryProcess(unittest.TestCase):
    def compare_row(self, row, before, after, moved, wrong):
        ran = any(before[key] != after[key] for key in
                  ("ctx_switches_voluntary", "ctx_switches_involuntary", "cpu_time", "switches_of_threads"))
        for key in row.keys() & before.keys():
            expected, later, value = before[key], after.get(key), row[key]
            missing = row.get("missing", {}).get(key)
            where = f"{row['pid']} {before['name']!r} {key}"
            if expected is NONE and later is NONE:
                if value is not None:
                    wrong.append(f"{where}: {value!r}, but there is none")
            elif expected is DENIED and later is DENIED:
                if value is not None or missing != "denied":
                    wrong.append(f"{where}: {value!r} ({missing}), but it is denied")
            elif expected == later:
                if agrees(key, value, expected):
                    continue
                if ran and key in FLEETING or only_shared_anew(key, row, before):
                    moved.append(where)
                else:
                    wrong.append(f"{where}: {value!r} ({missing}), the oracle has {expected!r}")
            elif key in COUNTERS and not {DENIED, NONE} & {expected, later}:
                slack = TOLERANCE.get(key, 0)
                low, high = sorted((expected, later))
                if value is None or not low - slack <= value <= high + slack:
                    wrong.append(f"{where}: {value!r} not in {expected!r} to {later!r}")
            else:
                moved.append(where)

    def test_all_facts_of_all_processes_agree_with_the_oracle(self):
        with harness.Child("known", "-n", "quiet", "-m", "8", "-t", "3") as quiet, \
                harness.Child("zombie", "2"):
            quiet.stop()
            before = self.read_all()
            rows = harness.processes("-o", "all")
            listed = set(oracle.psutil.pids())
            after = self.read_all()
        moved, wrong, compared = [], [], 0
        # The reader itself moves while it reads.
        del before[os.getpid()]
        for pid, known in before.items():
            if pid not in after or known["create_time"] != after[pid]["create_time"]:
                continue
            if pid not in rows:
                wrong.append(f"{pid} {known['name']!r}: not in ctop's output")
                continue
            compared += 1
            self.compare_row(rows[pid], known, after[pid], moved, wrong)
        for pid in rows.keys() - before.keys() - after.keys() - listed - {os.getpid()}:
            # It may have come and gone between the two; a process of ctop's own did.
            if os.path.exists(f"/proc/{pid}"):
                wrong.append(f"{pid}: only ctop has it")
        print(f"{compared} processes compared, {len(moved)} facts moved meanwhile")
        self.assertGreater(compared, 3)
        self.assertFalse(wrong, "\n" + "\n".join(wrong[:60]))

    def read_all(self):
        known = {}
        for pid in oracle.psutil.pids():
            try:
                known[pid] = oracle.facts(pid)
            except oracle.Gone:
                pass
        return known

    def test_every_column_has_an_oracle_or_a_reason(self):
        known = oracle.facts(os.getpid())
        without = [key for key in harness.columns()
                   if key not in known and key not in NOT_COMPARED
                   and key not in ("env", "environ")]
        self.assertEqual(without, [])


class MadeProcesses(unittest.TestCase):
    def row(self, pid, *args):
        return harness.processes("-p", str(pid), *args)[pid]

    def test_a_stopped_process_is_told_exactly(self):
        with harness.Child("known", "-n", "exact name", "-m", "32", "-t", "5",
                           "first argument", "", "third") as child:
            child.stop()
            known = oracle.facts(child.pid)
            row = self.row(child.pid, "-o", "all")
            self.assertEqual(row["name"], "exact name")
            self.assertEqual(row["num_threads"], 5)
            self.assertEqual(row["status"], "stopped")
            self.assertEqual(row["cmdline"][-3:], ["first argument", "", "third"])
            # The kernel may take clean pages away meanwhile.
            later = oracle.facts(child.pid)
            for key, expected in known.items():
                if key in row and expected is not NONE and later[key] == expected:
                    self.assertTrue(agrees(key, row[key], expected),
                                    f"{key}: {row[key]!r}, the oracle has {expected!r}")

    def test_uss_contains_the_memory_that_was_touched(self):
        rows = {}
        for mib in (0, 16, 64):
            with harness.Child("known", "-m", str(mib)) as child:
                rows[mib] = self.row(child.pid, "-o", "pid,uss,pss,rss")["uss"]
        # Two runs of the same program differ by a few pages of stack and heap.
        for mib in (16, 64):
            self.assertAlmostEqual(rows[mib] - rows[0], mib << 20, delta=1 << 18)

    def test_memtype_chooses_what_the_percentage_is_of(self):
        with harness.Child("known", "-m", "64") as child:
            child.stop()
            for kind in ("rss", "uss", "pss", "vms"):
                row = self.row(child.pid, "-o", f"pid,memory_percent,{kind}", "--memtype", kind)
                self.assertAlmostEqual(row["memory_percent"], 100 * row[kind] / TOTAL, delta=0.02)

    def test_the_environment_is_told_when_asked_for(self):
        own = f"value of {os.getpid()}"
        env = {"PLAIN": own, "EMPTY": "", "SPACES": " a b ", "UTF8": "grün"}
        with harness.Child("known", env=env) as child:
            row = self.row(child.pid, "-o", "pid,environ,env:PLAIN,env:EMPTY,env:ABSENT")
            self.assertEqual(row["environ"], env)
            self.assertEqual(row["env:PLAIN"], own)
            self.assertEqual(row["env:EMPTY"], "")
            self.assertIsNone(row["env:ABSENT"])
            matched = harness.processes("-o", "pid", "-f", f"env:PLAIN='{own}'")
            self.assertEqual(list(matched), [child.pid])

    def test_environ_is_not_shown_unless_asked_for(self):
        self.assertNotIn("environ", self.row(os.getpid(), "-o", "all"))

    def test_elapsed_is_the_time_since_the_start(self):
        with harness.Child("known") as child:
            whole = harness.document("-p", str(child.pid), "-o", "pid,elapsed,create_time")
            row = whole["processes"][0]
            self.assertAlmostEqual(row["create_time"] + row["elapsed"], whole["time"], delta=0.1)

    def test_the_cgroup_is_the_one_in_proc(self):
        with open("/proc/self/cgroup", "rb") as file:
            paths = [line.rstrip(b"\n").split(b":", 2)[2].decode() for line in file]
        value = self.row(os.getpid(), "-o", "pid,cgroup")["cgroup"]
        self.assertIn(value, paths + [None])

    def test_a_zombie_keeps_its_identity_and_has_no_memory(self):
        with harness.Child("zombie", "1") as child:
            row = self.row(child.pids[0], "-o", "all")
            self.assertEqual(row["status"], "zombie")
            self.assertEqual(row["ppid"], child.pid)
            for key in ("exe", "cwd"):
                self.assertIsNone(row[key], key)
                self.assertIn(row["missing"].get(key), ("unsupported", "denied", "gone"), key)
            # Its address space is gone, and that is known.
            for key in ("uss", "pss", "swap", "rss"):
                self.assertEqual(row[key], 0, key)

    def test_the_share_of_a_busy_process_is_what_it_used(self):
        """Nobody knows what share others leave to it; but it is what its CPU time grows by."""
        busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
        ctop = subprocess.Popen([harness.BINARY, "--no-config", "-b", "-J", "-n", "100000", "-d", "0.2",
                                 "-p", str(busy.pid), "-o", "pid,cpu_time,cpu_percent"],
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=harness.environment())
        try:
            used, before = 0, json.loads(ctop.stdout.readline())["processes"][0]
            while used < 0.5:
                document = json.loads(ctop.stdout.readline())
                row = document["processes"][0]
                grown = row["cpu_time"] - before["cpu_time"]
                share = min(100 * grown / document["interval"], 100 * CPUS)
                self.assertAlmostEqual(row["cpu_percent"], share, delta=0.1 + share / 100)
                used, before = used + grown, row
        finally:
            for process in (busy, ctop):
                process.kill()
                process.wait()
            ctop.stdout.close()

    def test_threads_are_rows_when_asked_for(self):
        with harness.Child("known", "-t", "4", "-n", "worker") as child:
            rows = harness.document("-p", str(child.pid), "-H", "-o", "pid,name")["processes"]
            tasks = sorted(int(task) for task in os.listdir(f"/proc/{child.pid}/task"))
            self.assertEqual(sorted(row["pid"] for row in rows), tasks)

    @unittest.skipUnless(os.path.exists("/proc/2/stat"), "no kernel threads in this namespace")
    def test_kernel_threads_are_known_by_their_flag(self):
        try:
            kernel = oracle.from_proc(2)["kernel"]
        except oracle.Gone:
            kernel = False
        if not kernel:
            self.skipTest("pid 2 is no kernel thread here")
        row = self.row(2, "-o", "pid,name,exe,cmdline,uss")
        self.assertEqual((row["name"], row["exe"], row["uss"]), ("kthreadd", None, 0))


if __name__ == "__main__":
    harness.main()
