"""Kernels, containers and users that hide things: what is hidden is said to be, and is never 0."""
import json
import os
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
import harness

NOBODY = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
# Files that containers mask, or that old and small kernels lack.
MASKED = ["stat", "meminfo", "loadavg", "uptime", "vmstat", "version", "pressure/cpu",
          "sys/kernel/hostname", "self/io"]


@harness.needs_nobody
@unittest.skipUnless(harness.allowed("unshare", "--pid", "--mount-proc", "--fork"), "needs namespaces")
class Hidden(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = harness.readable_copy()
        cls.binary = os.path.join(cls.directory, "ctop")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.directory)

    def inside(self, script, *arguments):
        """Runs a shell line in namespaces of its own; "$@" is ctop as JSON."""
        command = [self.binary, "--no-config", "-b", "-J", *arguments]
        done = subprocess.run(["unshare", "--pid", "--mount-proc", "--fork", "sh", "-c", script,
                               "sh", *command], env=harness.environment(), capture_output=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def hidden(self, options):
        # Root's sleep is who is hidden; its shell is pid 1.
        script = f"mount -t proc -o {options} proc /proc || exit 9; sleep 1000 & " \
                 f"{' '.join(NOBODY)} \"$@\"; status=$?; kill $!; exit $status"
        return self.inside(script, "-P", "process,system", "-o",
                           "pid,name,uss,username,exe,cmdline,cpu_percent,read_bytes")

    def assert_own_known(self, rows):
        own = [row for row in rows if row["name"] == "ctop"]
        self.assertEqual(len(own), 1)
        self.assertGreater(own[0]["uss"], 0)
        self.assertEqual(own[0]["username"], "nobody")

    def test_hidepid_hides_others_and_leaves_oneself(self):
        for options in ("hidepid=1", "hidepid=2", "hidepid=4"):
            with self.subTest(options=options):
                document = self.hidden(options)
                self.assert_own_known(document["processes"])
                self.assertIsNotNone(document["system"]["virtual_memory"]["total"])
                for row in document["processes"]:
                    if row["name"] != "ctop":
                        # A row without a name may only be one whose directory is all that is shown.
                        self.assertIsNone(row["uss"])
                        self.assertIsNone(row["cmdline"])
                        for key in ("name", "uss", "cmdline", "cpu_percent"):
                            self.assertEqual(row["missing"].get(key), "denied", key)

    def test_a_proc_of_pids_alone_leaves_the_system_unknown(self):
        document = self.hidden("subset=pid")
        self.assert_own_known(document["processes"])
        system = document["system"]
        self.assertIsNone(system["virtual_memory"]["total"])
        self.assertIsNone(system["cpu_count"])
        for share in system["cpu_times_percent"].values():
            self.assertIsNone(share)

    def test_masked_files_are_unknown_and_nothing_else_is(self):
        for name in MASKED:
            with self.subTest(name=name):
                script = f"mount --bind /dev/null /proc/{name} || exit 9; \"$@\""
                if not os.path.exists("/proc/" + name):
                    continue
                document = self.inside(script, "-P", "process,system", "-o", "pid,name,uss,rss")
                system = document["system"]
                rows = {row["pid"]: row for row in document["processes"]}
                self.assertGreater(rows[1]["uss"], 0)
                self.assertEqual(system["virtual_memory"]["total"] is None, name == "meminfo")
                self.assertEqual(system["cpu_count"] is None, name == "stat")
                if name == "loadavg":
                    self.assertIn(system["load_average"], (None, [None] * 3))

    def test_root_without_its_capabilities_is_told_what_it_may_not_know(self):
        # Since Linux 6.17 who may look at performance may read memory maps, too.
        caps = "-sys_ptrace,-dac_read_search,-dac_override,-perfmon,-sys_admin"
        # Nobody's from the moment on that it is no setpriv any more.
        script = f"{' '.join(NOBODY)} sleep 1000 & while read name </proc/$!/comm && [ $name != sleep ]; " \
                 f"do :; done; setpriv --bounding-set={caps} " \
                 f"--inh-caps={caps} \"$@\"; status=$?; kill $!; exit $status"
        rows = self.inside(script, "-o", "pid,name,uss,exe,rss,username")["processes"]
        other = [row for row in rows if row["username"] == "nobody"]
        self.assertEqual(len(other), 1)
        self.assertIsNone(other[0]["uss"])
        self.assertEqual(other[0]["missing"]["uss"], "denied")
        self.assertEqual(other[0]["missing"]["exe"], "denied")
        self.assertGreater(other[0]["rss"], 0)

    def test_stats_say_what_is_missing(self):
        done = subprocess.run([*NOBODY, self.binary, "--no-config", "-b", "-p", "1", "--stats"],
                              env=harness.environment(), capture_output=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(b"smaps_rollup", done.stderr)


class Homeless(unittest.TestCase):
    """Without a place for its config, ctop writes nothing anywhere."""

    def save(self, **changes):
        import tempfile
        with tempfile.TemporaryDirectory() as directory:
            env = harness.environment(TERM="xterm-256color", **changes)
            command = ["sh", "-c", f"cd {directory} && exec {os.path.abspath(harness.BINARY)} -d 0.2"]
            with harness.Screen(command, env=env) as screen:
                screen.expect(b"Processes")
                screen.send(b"W")
                screen.expect(b"no place")
                self.assertEqual(screen.quit(), 0)
            self.assertEqual(os.listdir(directory), [])

    def test_no_home(self):
        self.save(HOME=None, XDG_CONFIG_HOME=None)
        self.save(HOME="", XDG_CONFIG_HOME="")

    def test_relative_directories_are_no_place(self):
        self.save(HOME=None, XDG_CONFIG_HOME="relative")
        self.save(HOME="relative", XDG_CONFIG_HOME=None)


if __name__ == "__main__":
    harness.main()
