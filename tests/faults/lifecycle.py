"""Processes that change under ctop, and processes that are far from the usual."""
import json
import os
import re
import resource
import signal
import subprocess
import sys
import textwrap
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
import harness

PYTHON = sys.executable
MANY_MAPPINGS = """
    import ctypes, sys
    c = ctypes.CDLL(None)
    c.mmap.restype, c.mmap.argtypes = ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
    for i in range(60000):
        if c.mmap(None, 4096, 1 + 2 * (i % 2), 0x22, -1, 0) == ctypes.c_void_p(-1).value:
            sys.exit("no more mappings")
"""
MANY_DESCRIPTORS = """
    import os, resource
    most = min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], 100100)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    for _ in range(most - 100):
        os.dup(0)
"""
TITLE = """
    import ctypes
    name = b"second"
    ctypes.CDLL(None).prctl(15, name, 0, 0, 0)
"""
REUSED = 4711
REUSE = """
    import os, json, signal, subprocess, sys
    binary, known = sys.argv[1:]
    def start(owner, *arguments):
        with open("/proc/sys/kernel/ns_last_pid", "w") as last:
            last.write(str({pid} - 1))
        return subprocess.Popen([known, *arguments], stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, preexec_fn=lambda: os.setuid(owner))
    first = start(0, "-n", "first", "one")
    assert first.pid == {pid}, first.pid
    first.stdout.readline()
    ctop = subprocess.Popen([binary, "--no-config", "-b", "-J", "-d", "0.2", "-n", "100000",
                             "-p", "{pid}", "-o",
                             "pid,name,cmdline,username,cpu_percent,cpu_time,uss,create_time"],
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    try:
        print(ctop.stdout.readline().decode(), end="")
        os.kill(first.pid, 9)
        first.wait()
        # A thread that ctop starts just then would take the pid.
        ctop.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, ctop.pid, os.WSTOPPED)
        second = start(65534, "-n", "second", "two")
        ctop.send_signal(signal.SIGCONT)
        assert second.pid == {pid}, second.pid
        second.stdout.readline()
        while True:
            line = ctop.stdout.readline()
            rows = json.loads(line)["processes"]
            if rows and rows[0]["name"] == "second":
                print(line.decode(), end="")
                break
            # Not a mixture of the two, and not longer than it lived.
            assert not rows or rows[0]["name"] != "first" or \\
                (rows[0]["username"], (rows[0]["cmdline"] or ["one"])[-1]) == ("root", "one"), rows
    finally:
        ctop.kill()
        os.kill(second.pid, 9)
""".replace("{pid}", str(REUSED))


class Python:
    """A process that runs a few lines, says so and waits."""

    def __init__(self, code, *arguments):
        code = textwrap.dedent(code) + "\nprint('ready', flush=True)\nimport sys\nsys.stdin.read()\n"
        self.command = [PYTHON, "-c", code, *arguments]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE)
        self.pid = self.process.pid
        if self.process.stdout.readline() != b"ready\n":
            raise unittest.SkipTest(self.process.stderr.read().decode()[-200:])
        return self

    def __exit__(self, *_):
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            pipe.close()
        self.process.wait()


class Ctop:
    """A batch run that goes on."""

    def __init__(self, *arguments):
        self.command = [harness.BINARY, "--no-config", "-b", "-J", "-d", "0.1", "-n", "100000", *arguments]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, env=harness.environment())
        return self

    def rows(self):
        return {row["pid"]: row for row in json.loads(self.process.stdout.readline())["processes"]}

    def __exit__(self, *_):
        self.process.kill()
        self.process.stdout.close()
        self.process.wait()


class Identity(unittest.TestCase):
    @harness.needs_nobody
    @unittest.skipUnless(harness.allowed("unshare", "--pid", "--mount-proc", "--fork")
                         and os.path.exists("/proc/sys/kernel/ns_last_pid"),
                         "needs namespaces, and a kernel that lets pids be chosen")
    def test_a_reused_pid_is_another_process(self):
        code = textwrap.dedent(REUSE)
        done = subprocess.run(["unshare", "--pid", "--mount-proc", "--fork", PYTHON, "-c", code,
                               harness.readable, os.path.join(harness.readable_dir, "child_known")],
                              env=harness.environment(), capture_output=True)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        first, second = (json.loads(line)["processes"][0] for line in done.stdout.splitlines())
        self.assertEqual((first["name"], first["username"]), ("first", "root"))
        self.assertEqual((second["name"], second["username"]), ("second", "nobody"))
        self.assertEqual(second["cmdline"][1:], ["-n", "second", "two"])
        self.assertGreater(second["create_time"], first["create_time"])
        self.assertTrue(second["cpu_percent"] is None or second["cpu_percent"] >= 0)

    def test_exec_brings_another_name_and_command_line(self):
        with Python("import os, sys\nprint('ready', flush=True)\nsys.stdin.readline()\n"
                    "os.execlp('sleep', 'renamed', '1000')") as child, \
                Ctop("-p", str(child.pid), "-o", "pid,name,cmdline,exe") as ctop:
            before = ctop.rows()[child.pid]
            child.process.stdin.write(b"\n")
            child.process.stdin.flush()
            while (after := ctop.rows()[child.pid])["name"] == before["name"]:
                pass
            # While exec is at work there may be none for a moment.
            while after["cmdline"] in (before["cmdline"], [], None) or after["exe"] == before["exe"]:
                after = ctop.rows()[child.pid]
            self.assertEqual(after["cmdline"], ["renamed", "1000"])

    def test_a_process_that_renames_itself_is_followed(self):
        with Python("import sys\nprint('ready', flush=True)\nsys.stdin.readline()" +
                    textwrap.dedent(TITLE)) as child, \
                Ctop("-p", str(child.pid), "-o", "pid,name") as ctop:
            self.assertNotEqual(ctop.rows()[child.pid]["name"], "second")
            child.process.stdin.write(b"\n")
            child.process.stdin.flush()
            while ctop.rows()[child.pid]["name"] != "second":
                pass


class Sizes(unittest.TestCase):
    def test_sixty_thousand_mappings(self):
        with Python(MANY_MAPPINGS) as child:
            row = harness.processes("-p", str(child.pid), "-o", "pid,vms,uss,name",
                                    "--patience", "60")[child.pid]
            self.assertGreater(row["vms"], 60000 * 4096)
            self.assertGreater(row["uss"], 0)

    def test_a_hundred_thousand_descriptors(self):
        with Python(MANY_DESCRIPTORS) as child:
            row = harness.processes("-p", str(child.pid), "-o", "pid,num_fds")[child.pid]
            most = min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], 100100)
            self.assertEqual(row["num_fds"], most - 100 + 3)

    def test_five_thousand_threads_in_rows_and_in_details(self):
        with harness.Child("known", "-n", "crowd", "-t", "5000") as child:
            rows = harness.document("-p", str(child.pid), "-H", "-o", "pid,name,status")["processes"]
            self.assertEqual(len({row["pid"] for row in rows}), 5000)
            env = harness.environment(TERM="xterm-256color")
            command = [harness.BINARY, "--no-config", "-d", "0.3", "-p", str(child.pid)]
            with harness.Screen(command, env=env) as screen:
                screen.expect(b"crowd")
                screen.send(b"\r6")
                # Others may have been started between two of its threads.
                others = {task.encode() for task in os.listdir(f"/proc/{child.pid}/task")
                          if int(task) != child.pid}
                screen.expect(lambda output: others & set(re.findall(rb"\d+", output)))
                self.assertEqual(screen.quit(pages=1), 0)


class States(unittest.TestCase):
    def row(self, pid):
        return harness.processes("-p", str(pid), "-o", "pid,name,status,policy,nice,priority,"
                                 "rt_priority,uss,cpu_percent")[pid]

    def test_a_stopped_process(self):
        with harness.Child("known") as child:
            child.stop()
            row = self.row(child.pid)
            self.assertEqual(row["status"], "stopped")
            self.assertGreater(row["uss"], 0)

    @unittest.skipUnless(harness.have("strace"), "needs strace")
    def test_a_traced_process(self):
        tracer = "import ctypes, os, sys, time\n" \
                 "c = ctypes.CDLL(None)\n" \
                 "pid = int(sys.argv[1])\n" \
                 "assert c.ptrace(16, pid, None, None) == 0\n" \
                 "os.waitpid(pid, 0x40000000)"
        with harness.Child("known") as child, Python(tracer, str(child.pid)):
            row = self.row(child.pid)
            self.assertEqual(row["status"], "tracing-stop")
            self.assertGreater(row["uss"], 0)

    @harness.needs_root
    def test_a_process_whose_first_thread_has_ended_is_not_said_to_use_nothing(self):
        with harness.Child("headless") as child:
            row = harness.processes("-p", str(child.pid), "-o",
                                    "pid,status,num_threads,rss,uss,pss,private_dirty")[child.pid]
            self.assertEqual((row["status"], row["num_threads"]), ("zombie", 2))
            for key in ("rss", "uss", "pss", "private_dirty"):
                self.assertEqual((row[key], row["missing"][key]), (None, "unsupported"), key)

    def test_real_time_and_idle_classes(self):
        for policy, priority, name in ((os.SCHED_FIFO, 50, "fifo"), (os.SCHED_RR, 1, "rr"),
                                       (os.SCHED_IDLE, 0, "idle"), (os.SCHED_BATCH, 0, "batch")):
            with self.subTest(policy=name), harness.Child("known") as child:
                try:
                    os.sched_setscheduler(child.pid, policy, os.sched_param(priority))
                except PermissionError:
                    self.skipTest("this machine does not allow it")
                row = self.row(child.pid)
                self.assertEqual(row["policy"], name)
                self.assertEqual(row["rt_priority"], priority)


if __name__ == "__main__":
    harness.readable_dir = harness.readable_copy()
    harness.readable = os.path.join(harness.readable_dir, "ctop")
    import shutil
    shutil.copy(os.path.join(harness.CHILDREN, "child_known"), harness.readable_dir)
    try:
        harness.main()
    finally:
        shutil.rmtree(harness.readable_dir)
