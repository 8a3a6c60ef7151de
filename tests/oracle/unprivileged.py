"""ctop as nobody: what it may not know is null with the reason, never 0."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
import harness
import psutil

NOBODY = 65534
DENIED = ["uss", "pss", "exe", "cwd", "environ", "read_bytes", "write_bytes"]
KNOWN = ["name", "ppid", "username", "status", "rss", "vms", "swap", "cmdline", "cpu_time",
         "num_threads", "create_time", "euid"]


@harness.needs_nobody
class Nobody(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = harness.readable_copy()

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.directory)

    def run_as_nobody(self, *args):
        done = subprocess.run(
            ["setpriv", "--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups",
             os.path.join(self.directory, "ctop"), "--no-config", *args],
            env=harness.environment(), stdin=subprocess.DEVNULL, capture_output=True, cwd="/")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.errors = done.stderr.decode()
        return done.stdout.decode()

    def rows(self, *args):
        return {row["pid"]: row
                for row in json.loads(self.run_as_nobody("-b", "-J", *args))["processes"]}

    def test_what_is_denied_is_null_and_says_so(self):
        with harness.Child("known", "-n", "secret") as child:
            row = self.rows("-o", ",".join(DENIED + KNOWN + ["pid"]))[child.pid]
        for key in DENIED:
            self.assertIsNone(row[key], key)
            self.assertEqual(row["missing"][key], "denied", key)
        for key in KNOWN:
            self.assertIsNotNone(row[key], key)
            self.assertNotIn(key, row["missing"])
        self.assertEqual(row["name"], "secret")
        self.assertEqual(row["username"], "root")

    def test_own_processes_are_known(self):
        with subprocess.Popen(["setpriv", "--reuid", str(NOBODY), "--regid", str(NOBODY),
                               "--clear-groups", "cat"], stdin=subprocess.PIPE, cwd="/") as own:
            # Its name is there a little before the rest of it.
            while psutil.Process(own.pid).cmdline() != ["cat"]:
                pass
            harness.asleep([own.pid])
            row = self.rows("-o", ",".join(DENIED + ["pid", "euid"]))[own.pid]
            own.stdin.close()
        self.assertEqual(row["euid"], NOBODY)
        for key in DENIED:
            self.assertIsNotNone(row[key], key)
        self.assertGreater(row["uss"], 0)

    def test_a_filter_that_could_not_judge_says_so(self):
        with harness.Child("known", env=harness.environment(MAPS_TEST="hidden")):
            found = json.loads(self.run_as_nobody("-b", "-J", "-f", "env:MAPS_TEST", "-o", "pid"))
            self.assertEqual(found["processes"], [])
            self.assertGreaterEqual(found["coverage"]["environ"]["denied"], 1)
            self.run_as_nobody("-b", "-f", "env:MAPS_TEST", "-o", "pid")
            self.assertRegex(self.errors, r"could not judge: \d+ denied.*\(environ\)")
            self.run_as_nobody("-b", "-f", "rss>0", "-o", "pid")
            self.assertEqual(self.errors, "")

    def test_coverage_counts_the_denied(self):
        whole = json.loads(self.run_as_nobody("-b", "-J", "-o", "pid,uss"))
        rows = whole["processes"]
        denied = sum(1 for row in rows if row.get("missing", {}).get("uss") == "denied")
        known = sum(1 for row in rows if row["uss"] is not None)
        self.assertGreater(denied, 0)
        self.assertEqual(whole["coverage"]["uss"]["denied"], denied)
        self.assertEqual(whole["coverage"]["uss"]["ok"], known)

    def test_a_denied_cell_of_the_table_is_no_number(self):
        with harness.Child("known") as child:
            text = self.run_as_nobody("-b", "-p", str(child.pid), "-o", "pid,uss,pss,rss")
            cells = next(line.split() for line in text.splitlines()
                         if line.split()[:1] == [str(child.pid)])
        self.assertEqual(cells[1:3], ["!", "!"])

    def test_a_denied_value_neither_matches_nor_fails_a_filter(self):
        with harness.Child("known", "-m", "8") as child:
            pid = str(child.pid)
            for expression in ("uss>1", "uss<=1", "not uss>1", "uss=0"):
                self.assertEqual(self.rows("-o", "pid", "-p", pid, "-f", expression), {}, expression)

    def test_env_names_that_are_denied_are_counted(self):
        with harness.Child("known", env={"TOKEN": "x"}) as child:
            whole = json.loads(self.run_as_nobody("-b", "-J", "-o", "pid,env:TOKEN",
                                                  "-p", str(child.pid)))
            row = whole["processes"][0]
        self.assertIsNone(row["env:TOKEN"])
        self.assertEqual(row["missing"]["env:TOKEN"], "denied")

    def test_hidepid_hides_others_and_shows_own(self):
        script = ("mount -t proc -o hidepid=2 proc /proc 2>/dev/null || exit 77; "
                  f"exec setpriv --reuid {NOBODY} --regid {NOBODY} --clear-groups "
                  f"{self.directory}/ctop --no-config -b -J -o pid,euid,name")
        done = subprocess.run(["unshare", "-m", "sh", "-c", script], env=harness.environment(),
                              stdin=subprocess.DEVNULL, capture_output=True)
        if done.returncode == 77 or b"unshare" in done.stderr:
            self.skipTest("cannot mount another /proc here")
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = json.loads(done.stdout)["processes"]
        self.assertEqual({row["euid"] for row in rows}, {NOBODY})
        self.assertIn("ctop", {row["name"] for row in rows})

    def test_no_file_is_written_without_a_home(self):
        with tempfile.TemporaryDirectory() as empty:
            os.chmod(empty, 0o777)
            for home in (None, "", "relative"):
                env = harness.environment(HOME=home, XDG_CONFIG_HOME=home)
                done = subprocess.run([os.path.join(self.directory, "ctop"), "-b", "-l", "1"],
                                      env=env, cwd=empty, capture_output=True,
                                      stdin=subprocess.DEVNULL)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(os.listdir(empty), [])


if __name__ == "__main__":
    harness.main()
