"""What the script tests share: starting ctop, and processes to look at.

CTOP_BINARY is the ctop under test, CTOP_CHILDREN the directory of the
child_* programs; ctest sets both.
"""
import errno
import fcntl
import json
import os
import pty
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
import unittest

BINARY = os.environ.get("CTOP_BINARY", "build/release/ctop")
CHILDREN = os.environ.get("CTOP_CHILDREN", "build/release/tests")
# How long to wait for what will come: only a test of something that hangs waits so long.
PATIENCE = 300
PAGE = os.sysconf("SC_PAGE_SIZE")
TICK = os.sysconf("SC_CLK_TCK")
ROOT = os.geteuid() == 0
# A sanitizer adds memory, descriptors and threads of its own.
SANITIZED = bool(os.environ.get("CTOP_SANITIZED"))

NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


def allowed(*command):
    """Is the first word of the command here, and may it do what it says?  A container may lack either."""
    return shutil.which(command[0]) is not None and subprocess.run(
        [*command, "true"], check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL).returncode == 0


needs_root = unittest.skipUnless(ROOT, "needs root")
needs_nobody = unittest.skipUnless(ROOT and allowed(*NOBODY), "needs root that may become nobody by setpriv")
needs_networks = unittest.skipUnless(ROOT and allowed("unshare", "-n") and shutil.which("ip") is not None,
                                     "needs root that may make network namespaces, and ip")
needs_strace = unittest.skipUnless(allowed("strace", "-o", "/dev/null"), "needs strace and leave to trace")
plain_build_only = unittest.skipIf(SANITIZED, "a sanitizer changes what this counts")


def environment(**changes):
    """The environment of a test's ctop: no config of the user's, UTF-8."""
    env = {k: v for k, v in os.environ.items()
           if k not in ("XDG_CONFIG_HOME", "HOME", "NO_COLOR", "COLUMNS", "LINES")}
    env.setdefault("LC_ALL", "C.UTF-8")
    env.update(changes)
    return {k: v for k, v in env.items() if v is not None}


def ctop(*args, env=None, **options):
    """Runs ctop to its end; bytes in, bytes out.  Nothing hangs, and what is slow is waited for."""
    options.setdefault("stdin", subprocess.DEVNULL)
    options.setdefault("stdout", subprocess.PIPE)
    options.setdefault("stderr", subprocess.PIPE)
    return subprocess.run([BINARY, "--no-config", "--patience", str(PATIENCE), *args],
                          env=environment() if env is None else env, **options)


def document(*args, **options):
    """The JSON document of one batch iteration."""
    done = ctop("-b", "-J", *args, **options)
    if done.returncode != 0:
        raise AssertionError(f"ctop {args}: status {done.returncode}: {done.stderr!r}")
    return json.loads(done.stdout.decode("utf-8"))


def processes(*args, **options):
    """The rows of one batch iteration by pid."""
    return {row["pid"]: row for row in document(*args, **options)["processes"]}


def columns(panel="process"):
    """Keys of the columns that this system offers."""
    return [row["key"] for row in document("--list-columns")[panel]
            if "linux" in row["systems"]]


class Child:
    """A program of tests/children, running from __enter__ to __exit__."""

    def __init__(self, name, *args, env=None):
        self.command = [os.path.join(CHILDREN, "child_" + name), *args]
        self.env = env
        self.lines = []

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, env=self.env)
        for line in self.process.stdout:
            if line == b"ready\n":
                break
            self.lines.append(line.strip())
        else:
            # 77 is ctest's word for what cannot be had here.
            if self.process.wait() == 77:
                raise unittest.SkipTest(f"{' '.join(self.command)}: not here")
            raise AssertionError(f"{self.command[0]} ended before it was ready")
        self.pid = self.process.pid
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGCONT)
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()

    @property
    def pids(self):
        return [int(line) for line in self.lines]

    def stop(self):
        """Holds it still, so that what is read of it is exact."""
        self.process.send_signal(signal.SIGSTOP)
        while status_letter(self.pid) != "T":
            time.sleep(0.005)
        return self


def asleep(pids):
    """Waits until all of them sleep: who says that it is ready is on its way there."""
    for pid in pids:
        while status_letter(pid) != "S":
            time.sleep(0.001)


def try_again(attempt, times=30):
    """For what is compared while the truth itself moves: it must hold once, and soon."""
    for _ in range(times - 1):
        try:
            return attempt()
        except AssertionError:
            time.sleep(0.1)
    return attempt()


def stat_fields(pid):
    """/proc/PID/stat from the state on: index 0 is the third field of proc(5)."""
    with open(f"/proc/{pid}/stat", "rb") as stat:
        return stat.read().rsplit(b")", 1)[1].split()


def status_letter(pid):
    return stat_fields(pid)[0].decode()


class Screen:
    """ctop, or any program, on a pty of its own.  Output is kept as bytes."""

    def __init__(self, command, rows=40, cols=120, env=None):
        self.rows, self.cols, self.command, self.env = rows, cols, command, env
        self.output = bytearray()
        self.sent = 0  # how much there was when something was sent last

    def __enter__(self):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            try:
                env = environment(TERM="xterm-256color") if self.env is None else self.env
                # The size must be there before the program asks for it.
                fcntl.ioctl(0, termios.TIOCSWINSZ,
                            struct.pack("HHHH", self.rows, self.cols, 0, 0))
                os.execvpe(self.command[0], self.command, env)
            finally:
                os._exit(127)
        return self

    def read(self, seconds, until=None):
        """Takes output for so long, or until it contains something.  True when it did."""
        end = time.monotonic() + seconds
        seen = len(self.output)
        while (left := end - time.monotonic()) > 0:
            if not select.select([self.fd], [], [], left)[0]:
                break
            try:
                data = os.read(self.fd, 65536)
            except OSError as error:
                if error.errno != errno.EIO:
                    raise
                data = b""
            if not data:
                return False
            self.output += data
            if until is not None and until in self.output[seen:]:
                return True
        return until is None

    def expect(self, wanted):
        """Waits until the program has written it since it was sent something: bytes, or what finds it in bytes."""
        found = wanted if callable(wanted) else lambda output: wanted in output
        end = time.monotonic() + PATIENCE
        while not found(self.output[self.sent:]):
            if not self.read(end - time.monotonic(), until=b""):
                raise AssertionError(f"no {wanted!r} in {bytes(self.output[self.sent:])!r}")

    def quit(self, pages=0):
        """Leaves so many pages, and then ctop.  By q: Escape and what follows at once would be Alt."""
        self.send(b"q" * (pages + 1))
        return self.wait()

    def send(self, data):
        self.sent = len(self.output)
        try:
            os.write(self.fd, data)
        except OSError as error:
            # Its end of the terminal is closed: it has ended.
            if error.errno != errno.EIO:
                raise

    def resize(self, rows, cols):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))

    def wait(self, keep_reading=True):
        """Waits for the end; the status as waitpid gives it."""
        while keep_reading and os.waitid(os.P_PID, self.pid,
                                         os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            self.read(0.05)
        # What it wrote last may still be on its way; its end of the terminal is closed behind it.
        while keep_reading and self.read(1) and len(select.select([self.fd], [], [], 0)[0]) > 0:
            pass
        _, self.status = os.waitpid(self.pid, 0)
        self.pid = None
        return self.status

    def __exit__(self, *_):
        if self.pid is not None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.fd)


def readable_copy():
    """A directory that everyone can read, with a copy of ctop: the build may be private."""
    directory = tempfile.mkdtemp(prefix="ctop-test-")
    os.chmod(directory, 0o755)
    shutil.copy(BINARY, os.path.join(directory, "ctop"))
    os.chmod(os.path.join(directory, "ctop"), 0o755)
    return directory


def enter_namespace():
    """Goes on in a pid namespace of its own, where that is allowed: others' processes stay outside."""
    enter = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"]
    if "CTOP_QUIET" in os.environ or not have("unshare"):
        return
    if subprocess.run([*enter, "true"], check=False, stderr=subprocess.DEVNULL).returncode == 0:
        os.environ["CTOP_QUIET"] = "1"
        os.execvp(enter[0], [*enter, sys.executable, *sys.argv])


def afterwards(*command):
    """Has a command run when this process ends, even if it is killed; what it returns calls that off."""
    ours, theirs = os.pipe()[::-1]
    # Nobody's child: whoever kills this process with all its children does not find it.
    script = '("$@" </dev/null >/dev/null 2>&1) &'
    subprocess.run(["setsid", "sh", "-c", f"(read -r off <&{theirs} || {script}) &", "sh", *command],
                   check=True, pass_fds=[theirs], stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(theirs)

    def call_off():
        os.write(ours, b"off\n")
        os.close(ours)
    return call_off


def have(tool):
    return shutil.which(tool) is not None


def main():
    sys.stdout.reconfigure(errors="backslashreplace")
    sys.stderr.reconfigure(errors="backslashreplace")
    unittest.main(verbosity=2)
