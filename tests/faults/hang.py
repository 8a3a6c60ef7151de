"""Batch output while processes hang whoever reads them (see children/hang.c)."""
import json
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
import harness

PATIENCE = ["--patience", "0.3"]
# The search for leaks at the end would wait for threads that sit in the kernel.
ENVIRONMENT = {"ASAN_OPTIONS": "detect_leaks=0"}


class Hang:
    """A process that holds its mmap lock; lets go by itself after ten minutes."""

    def __enter__(self):
        self.process = subprocess.Popen([os.path.join(harness.CHILDREN, "child_hang"), "lock", "600"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.pid = self.process.pid
        words = []
        for line in self.process.stdout:
            words.append(line.decode().strip())
            if line == b"hung\n":
                return self
        self.__exit__()
        raise unittest.SkipTest(words[-1] if words else "cannot start")

    def release(self):
        self.process.send_signal(10)
        while self.process.stdout.readline() != b"released\n":
            pass

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


class Batch(unittest.TestCase):
    def ctop(self, *arguments):
        done = harness.ctop("-b", *PATIENCE, *arguments, env=harness.environment(**ENVIRONMENT))
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.decode()

    def assert_hung(self, hang):
        """It hangs yet: whatever ended has not waited for it."""
        self.assertIsNone(hang.process.poll())
        hang.release()

    def test_json_says_stuck_and_the_rest_is_known(self):
        with Hang() as hang, harness.Child("known", "-n", "healthy") as child:
            pids = f"{hang.pid},{child.pid}"
            # The healthy one may be later than the patience, where CPUs are scarce.
            while True:
                document = json.loads(self.ctop("-J", "-p", pids, "-o",
                                                "pid,name,uss,rss,cmdline,exe,num_fds,env:PATH"))
                rows = {row["pid"]: row for row in document["processes"]}
                if rows[child.pid]["uss"] is not None:
                    break
            self.assertGreater(rows[child.pid]["uss"], 0)
            hung = rows[hang.pid]
            for key in ("uss", "cmdline", "env:PATH"):
                self.assertEqual((hung[key], hung["missing"][key]), (None, "stuck"))
            self.assertFalse({"name", "rss", "exe", "num_fds"} & set(hung["missing"]))
            self.assertEqual(hung["name"], "child_hang")
            self.assertGreater(hung["rss"], 0)
            self.assertEqual(document["coverage"]["uss"]["stuck"], 1)
            self.assert_hung(hang)
            row = json.loads(self.ctop("-J", "-p", str(hang.pid), "-o", "uss,cmdline", "--patience",
                                       str(harness.PATIENCE)))["processes"][0]
            self.assertGreater(row["uss"], 0)
            self.assertEqual(row["cmdline"][1:], ["lock", "600"])

    def test_a_table_says_stuck(self):
        with Hang() as hang:
            line = self.ctop("-p", str(hang.pid)).splitlines()[1]
            self.assertIn("stuck", line)
            self.assertIn("[child_hang]", line)
            self.assert_hung(hang)

    def test_patience_is_spent_once_however_many_ticks(self):
        with Hang() as hang:
            done = self.ctop("-J", "-p", str(hang.pid), "-o", "uss", "-n", "6", "-d", "0.1",
                             "--patience", "3")
            times = [json.loads(line)["time"] for line in done.splitlines()]
            # Only the first tick waits; the others would each take as long as their patience.
            self.assertEqual(len(times), 6)
            self.assertTrue(all(json.loads(line)["processes"][0]["missing"]["uss"] == "stuck"
                                for line in done.splitlines()))
            self.assertLess(min(b - a for a, b in zip(times[1:], times[2:])), 3)
            self.assert_hung(hang)

    def test_it_is_released_while_batch_goes_on(self):
        with Hang() as hang:
            command = [harness.BINARY, "--no-config", "-b", "-J", *PATIENCE, "-d", "0.1", "-n", "100000",
                       "-p", str(hang.pid), "-o", "uss"]
            with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL,
                                  env=harness.environment(**ENVIRONMENT)) as process:
                try:
                    row = json.loads(process.stdout.readline())["processes"][0]
                    self.assertEqual(row["missing"]["uss"], "stuck")
                    hang.release()
                    while json.loads(process.stdout.readline())["processes"][0]["uss"] is None:
                        pass
                finally:
                    process.kill()

    def test_a_hung_process_may_be_grouped_sorted_and_filtered(self):
        with Hang() as hang:
            def attempt():
                out = self.ctop("-J", "-p", f"{hang.pid},{os.getpid()}", "-o", "pid", "-s", "uss", "-t",
                                "-f", "uss>0 or name~hang")
                self.assertEqual({row["pid"] for row in json.loads(out)["processes"]},
                                 {hang.pid, os.getpid()})
            harness.try_again(attempt)
            self.assert_hung(hang)


if __name__ == "__main__":
    harness.main()
