"""A file system that does not answer how full it is (see support/dead_mount.py)."""
import json
import os
import pty
import subprocess
import sys
import tempfile
import threading
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
import harness

SERVER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support", "dead_mount.py")
KEYS = "name,total,used,free,mountpoint"
# What a reader holds that still waits is no leak.
ENVIRONMENT = harness.environment(TERM="xterm", ASAN_OPTIONS="detect_leaks=0")


class Dead:
    """A dead mount in a mount namespace of its own."""

    def __enter__(self):
        self.directory = tempfile.TemporaryDirectory(prefix="ctop-dead-")
        self.process = subprocess.Popen(
            ["unshare", "--mount", "--propagation", "private", sys.executable, SERVER,
             self.directory.name], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)
        if self.process.stdout.readline() != b"ready\n":
            said = self.process.stderr.read().decode(errors="replace").strip()
            self.end()
            raise unittest.SkipTest(said)
        return self

    def asked(self):
        """Until somebody waits for it."""
        self.process.stdout.readline()

    def answer(self):
        self.process.stdin.write(b"\n")
        self.process.stdin.flush()

    def end(self):
        """Everybody who waits is let go: the kernel ends what has no server."""
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.stderr.close()
        self.process.wait()
        self.directory.cleanup()

    def __exit__(self, *_):
        self.end()

    def start(self, *arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=None):
        return subprocess.Popen(
            ["nsenter", f"--mount=/proc/{self.process.pid}/ns/mnt", os.path.abspath(harness.BINARY),
             "--no-config", "-P", "disk", "--patience", "0.3", *arguments],
            stdin=stdin, stdout=stdout, stderr=stderr, env=ENVIRONMENT)


def drain(terminal):
    """Until nobody holds the other end any more."""
    try:
        while os.read(terminal, 4096):
            pass
    except OSError:
        pass


@harness.needs_root
class Mounts(unittest.TestCase):
    def ends(self, dead, process):
        """What it printed; fails when it, or what reads from it, waits for the mount."""
        try:
            return process.communicate(timeout=harness.PATIENCE)[0]
        except subprocess.TimeoutExpired:
            dead.end()
            process.communicate()
            raise AssertionError("it waits for the mount") from None

    def row(self, dead, line):
        rows = {r["mountpoint"]: r for r in json.loads(line)["disks"]}
        self.assertTrue([r for r in rows.values() if r["total"]], rows)
        return rows[dead.directory.name]

    def test_batch_says_stuck_and_ends(self):
        with Dead() as dead:
            out = self.ends(dead, dead.start("-b", "-J", "-o", KEYS))
            row = self.row(dead, out)
            self.assertEqual((row["name"], row["total"]), ("dead:/export", None))
            self.assertEqual(row["missing"]["total"], "stuck")

    def test_it_is_asked_once_and_shown_when_it_answers(self):
        with Dead() as dead, dead.start("-b", "-J", "-o", KEYS, "-n", "1000000", "-d", "0.1") as ctop:
            try:
                for _ in range(5):
                    row = self.row(dead, ctop.stdout.readline())
                    self.assertEqual(row["missing"]["total"], "stuck")
                dead.asked()
                dead.answer()
                while row["total"] is None:
                    row = self.row(dead, ctop.stdout.readline())
                self.assertEqual((row["total"], row["used"], row["free"]),
                                 (4096 * 1000, 4096 * 400, 4096 * 500))
            finally:
                ctop.kill()

    def test_the_screen_ends_while_it_waits(self):
        for how in ("q", "TERM"):
            with Dead() as dead:
                ours, theirs = pty.openpty()
                process = dead.start(stdin=theirs, stdout=theirs, stderr=theirs)
                os.close(theirs)
                reader = threading.Thread(target=drain, args=[ours])
                reader.start()
                dead.asked()
                if how == "q":
                    os.write(ours, b"q")
                else:
                    process.terminate()
                self.ends(dead, process)
                reader.join()
                os.close(ours)


if __name__ == "__main__":
    harness.main()
