"""System calls that fail: strace makes them, ctop must end sanely."""
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
import harness


def strace(options, arguments, stdout=subprocess.PIPE):
    return subprocess.run(["strace", "-f", "-qq", "-o", "/dev/null", *options, harness.BINARY,
                           "--no-config", *arguments], env=harness.environment(),
                          stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE)


def processes(done):
    return {row["pid"]: row for row in json.loads(done.stdout)["processes"]}


def first_use_of_proc(call):
    """Which of its calls is the first that has to do with /proc: those before it load the program."""
    with tempfile.NamedTemporaryFile("r") as log:
        subprocess.run(["strace", "-y", "-o", log.name, "-e", f"trace={call}", harness.BINARY,
                        "--no-config", "-b"], env=harness.environment(), check=True,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        for number, line in enumerate(log, 1):
            if re.search(r"[<\"]/proc", line):
                return number
    raise AssertionError(f"ctop makes no {call} below /proc")


@harness.needs_strace
@harness.plain_build_only
class Injected(unittest.TestCase):
    def assert_sane(self, done, what):
        self.assertIn(done.returncode, (0, 1), f"{what}: {done.stderr!r}")
        if done.returncode == 0:
            for row in json.loads(done.stdout)["processes"]:
                self.assertGreater(row["pid"], 0)
                # A reason is given for what is missing, and for nothing else.
                for key in row.get("missing", {}):
                    self.assertIsNone(row[key], f"{what}: {key}")
        else:
            self.assertTrue(done.stderr.startswith(b"ctop: "), f"{what}: {done.stderr!r}")
            self.assertEqual(done.stderr.count(b"\n"), 1, done.stderr)

    def inject(self, call, errors, patterns):
        first = first_use_of_proc(call)
        for error in errors:
            for offset, rest in patterns:
                when = f"{first + offset}{rest}"
                with self.subTest(call=call, error=error, when=when):
                    done = strace(["-e", f"trace={call}",
                                   "-e", f"inject={call}:error={error}:when={when}"],
                                  ["-b", "-J", "-o", "all"])
                    self.assert_sane(done, f"{call} {error} {when}")

    def test_what_could_not_be_opened_is_not_said_to_be_unsupported(self):
        keys = "pid,name,num_fds,cgroup,oom_score"
        # So many that there is something left to be opened, in a container as well.
        some = harness.Child("hostile", *["idle"] * 60)
        self.addCleanup(some.__exit__)
        some.__enter__()
        whole = processes(subprocess.run([harness.BINARY, "--no-config", "-b", "-J", "-o", keys],
                                         env=harness.environment(), stdin=subprocess.DEVNULL,
                                         stdout=subprocess.PIPE))
        first = first_use_of_proc("openat")
        for error in ("EMFILE", "ENFILE", "ENOMEM", "EIO"):
            done = strace(["-e", "trace=openat",
                           "-e", f"inject=openat:error={error}:when={first + 60}+"],
                          ["-b", "-J", "-o", keys])
            self.assertEqual(done.returncode, 0, done.stderr)
            failed = 0
            for pid, row in processes(done).items():
                for key, reason in row.get("missing", {}).items():
                    failed += reason == "pending"
                    if reason == "unsupported" and pid in whole:
                        self.assertEqual(whole[pid].get("missing", {}).get(key), "unsupported",
                                         f"{error}: {key} of {pid}")
            self.assertGreater(failed, 0)

    def test_openat_may_fail_at_any_time(self):
        self.inject("openat", ("EIO", "EMFILE", "ENFILE", "ENOMEM", "EACCES"),
                  ((0, ""), (0, "+"), (3, "+"), (9, "+4"), (2, "+2")))

    def test_read_may_fail_at_any_time(self):
        self.inject("read", ("EIO", "ENOMEM", "ESRCH"), ((0, ""), (0, "+"), (5, "+3"), (20, "+")))

    def test_an_interrupted_read_is_read_again(self):
        first = first_use_of_proc("read")
        done = strace(["-e", "trace=read", "-e", f"inject=read:error=EINTR:when={first}+5"],
                      ["-b", "-J", "-p", str(os.getpid()), "-o", "pid,name,rss,uss,cmdline"])
        self.assertEqual(done.returncode, 0, done.stderr)
        row = json.loads(done.stdout)["processes"][0]
        self.assertNotIn("missing", {k for k in row if row[k]})
        self.assertEqual(row["pid"], os.getpid())

    def test_getdents_may_fail_at_any_time(self):
        self.inject("getdents64", ("EIO", "ENOMEM", "ENOENT"), ((0, ""), (0, "+"), (1, "")))

    def test_write_that_fails_is_a_failure(self):
        done = strace(["-e", "trace=write", "-e", "inject=write:error=EIO:when=1+"],
                      ["-b", "-J"])
        self.assertEqual(done.returncode, 1)

    def test_an_interrupted_write_loses_nothing(self):
        interrupt = ["-e", "trace=write", "-e", "inject=write:error=EINTR:when=1+2"]
        done = strace(interrupt, ["-b", "-J", "-o", "all"])
        self.assertEqual(done.returncode, 0, done.stderr)
        json.loads(done.stdout)
        for form in ("table", "csv"):
            done = strace(interrupt, ["-b", "--format", form, "-o", "pid,rss,cmdline", "-s", "pid:asc",
                                      "-p", f"{os.getpid()},1"])
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(done.stdout.count(b"\n"), (2, 3), done.stdout)
            self.assertTrue(done.stdout.strip().split(b"\n")[-1].strip().startswith(
                str(os.getpid()).encode()), done.stdout)

    def test_no_thread_can_be_made(self):
        for call in ("clone3", "clone"):
            done = strace(["-e", "trace=clone,clone3",
                           "-e", "inject=clone,clone3:error=EAGAIN:when=1+"],
                          ["-b", "-J", "-o", "pid,uss,cmdline"])
            self.assert_sane(done, call)


if __name__ == "__main__":
    harness.main()
