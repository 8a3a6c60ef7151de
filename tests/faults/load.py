"""Machines that are sick: zombies, fork storms, thousands of threads."""
import json
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
import harness


class Load(unittest.TestCase):
    def test_500_zombies_are_counted_and_named(self):
        with harness.Child("zombie", "500") as child:
            whole = harness.document("-P", "process,system", "-o", "pid,name,status,uss,ppid")
            rows = {row["pid"]: row for row in whole["processes"]}
            for pid in child.pids:
                self.assertEqual(rows[pid]["status"], "zombie")
                self.assertEqual(rows[pid]["ppid"], child.pid)
                self.assertEqual(rows[pid]["uss"], 0)
            self.assertGreaterEqual(whole["system"]["tasks"]["zombie"], 500)

    def test_a_fork_storm_leaves_whole_documents(self):
        with harness.Child("storm", "32") as child:
            done = harness.ctop("-b", "-J", "-n", "30", "-d", "0.1", "-o", "all")
            self.assertEqual(done.returncode, 0, done.stderr)
            for line in done.stdout.decode().splitlines():
                rows = {row["pid"]: row for row in json.loads(line)["processes"]}
                self.assertIn(child.pid, rows)
                self.assertIn(1, rows)
                for row in rows.values():
                    # Whoever was gone too early to be read is left out or says so.
                    for key, value in row.items():
                        if key != "missing" and value is None and key in ("name", "status"):
                            self.assertEqual(row["missing"][key], "gone")

    def test_two_thousand_threads_are_told(self):
        with harness.Child("known", "-n", "many", "-t", "2000") as child:
            row = harness.processes("-p", str(child.pid), "-o", "pid,num_threads")[child.pid]
            self.assertEqual(row["num_threads"], 2000)
            rows = harness.processes("-p", str(child.pid), "-H", "-o", "pid,name,status")
            self.assertEqual(len(rows), 2000)

    def test_a_process_that_ends_between_ticks_is_gone_in_the_next(self):
        import subprocess
        import time
        with subprocess.Popen([harness.BINARY, "--no-config", "-b", "-J", "-n", "1000000", "-d", "0.2",
                               "-o", "pid"], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL,
                              env=harness.environment()) as process:
            try:
                with harness.Child("known") as child:
                    while child.pid not in self.pids(process):
                        pass
                ended = time.time()
                while True:
                    line = json.loads(process.stdout.readline())
                    # A tick that began before the end may still have it.
                    if line["time"] > ended + 0.2:
                        break
                self.assertNotIn(child.pid, {row["pid"] for row in line["processes"]})
            finally:
                process.kill()

    def pids(self, process):
        return {row["pid"] for row in json.loads(process.stdout.readline())["processes"]}


if __name__ == "__main__":
    harness.main()
