"""Too little of everything: descriptors, memory, and allocations that fail one by one."""
import concurrent.futures
import json
import os
import resource
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
import harness

FAILMALLOC = os.environ.get("CTOP_FAILMALLOC", "")
ALLOCATIONS = 200


class Limits(unittest.TestCase):
    def limited(self, which, amount, *args):
        return harness.ctop(*args, preexec_fn=lambda: resource.setrlimit(which, (amount, amount)))

    def test_sixteen_descriptors_are_enough(self):
        with harness.Child("known", "-n", "few fds") as child:
            for arguments in (["-b", "-J", "-o", "all"], ["-b", "-J", "-H", "-o", "all"]):
                done = self.limited(resource.RLIMIT_NOFILE, 16, *arguments)
                self.assertEqual(done.returncode, 0, done.stderr)
                rows = {row["pid"]: row for row in json.loads(done.stdout)["processes"]}
                self.assertEqual(rows[child.pid]["name"], "few fds")
                self.assertIsNotNone(rows[child.pid]["uss"])

    def test_hardly_any_descriptors_end_it_with_a_message_or_not_at_all(self):
        for amount in range(3, 12):
            done = self.limited(resource.RLIMIT_NOFILE, amount, "-b", "-J")
            # Too few even for the loader: its words, and its status.
            self.assertIn(done.returncode, (0, 1, 127), (amount, done.stderr))

    @harness.plain_build_only
    def test_little_address_space_is_enough_or_said(self):
        for mib in (8, 12, 16, 24, 32, 64, 128, 256):
            done = self.limited(resource.RLIMIT_AS, mib << 20, "-b", "-J", "-o", "all")
            self.assertIn(done.returncode, (0, 1, 127), (mib, done.stderr))
            if done.returncode == 0:
                json.loads(done.stdout)
            elif done.returncode == 1:
                self.assertTrue(done.stderr)


@harness.plain_build_only
@unittest.skipUnless(os.path.exists(FAILMALLOC), "needs the preloaded library")
class Allocations(unittest.TestCase):
    def check(self, *arguments):
        def run(number):
            env = harness.environment(LD_PRELOAD=FAILMALLOC, FAILMALLOC=str(number))
            return number, harness.ctop(*arguments, env=env)

        # They mostly sleep between two ticks.
        with concurrent.futures.ThreadPoolExecutor(8) as several:
            for number, done in several.map(run, range(1, ALLOCATIONS + 1)):
                where = f"{arguments}, allocation {number}: {done.returncode} {done.stderr!r}"
                self.assertIn(done.returncode, (0, 1), where)
                if done.returncode == 1:
                    self.assertIn(b"memory", done.stderr.lower(), where)
                    self.assertEqual(done.stderr.count(b"\n"), 1, where)

    def test_any_allocation_of_a_table_may_fail(self):
        self.check("-b", "-p", f"1,{os.getpid()}", "-f", "name~. or uss>1M", "-s", "uss")

    def test_any_allocation_of_json_may_fail(self):
        self.check("-b", "-J", "-p", f"1,{os.getpid()}", "-o", "all", "-t")

    def test_any_allocation_of_the_screen_may_fail(self):
        for number in range(1, ALLOCATIONS + 1, 3):
            env = harness.environment(LD_PRELOAD=FAILMALLOC, FAILMALLOC=str(number),
                                      TERM="xterm-256color")
            command = [harness.BINARY, "--no-config", "-n", "2", "-d", "0.1"]
            with harness.Screen(command, env=env) as screen:
                status = screen.wait()
            self.assertTrue(os.WIFEXITED(status), f"allocation {number}: signal")
            self.assertIn(os.WEXITSTATUS(status), (0, 1), f"allocation {number}")


class Descriptors(unittest.TestCase):
    def test_descriptors_threads_and_memory_stay_level_in_a_fork_storm(self):
        command = [harness.BINARY, "--no-config", "-b", "-n", "1000000", "-d", "0.1", "-o", "all"]
        with harness.Child("storm", "16"), \
                subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL,
                                 env=harness.environment()) as process:
            try:
                early = self.use(process, 20)
                self.use(process, 40)
                # What is slow for a moment has a thread more; what is lost never comes back.
                harness.try_again(lambda: self.assert_level(early, self.use(process, 20)))
            finally:
                process.kill()

    def assert_level(self, early, late):
        self.assertLessEqual(late["fds"], early["fds"] + 2)
        self.assertLessEqual(late["threads"], early["threads"] + 2)
        if not harness.SANITIZED:
            self.assertLessEqual(late["rss"], early["rss"] + (2 << 20))

    def use(self, process, ticks):
        for _ in range(ticks):
            for line in process.stdout:
                if line.split()[:1] == [b"PID"]:
                    break
        with open(f"/proc/{process.pid}/status") as status:
            rows = dict(line.split(":", 1) for line in status)
        return {"fds": len(os.listdir(f"/proc/{process.pid}/fd")),
                "threads": int(rows["Threads"]), "rss": int(rows["VmRSS"].split()[0]) << 10}


if __name__ == "__main__":
    # Memory stays level as long as the number of processes does.
    harness.enter_namespace()
    harness.main()
