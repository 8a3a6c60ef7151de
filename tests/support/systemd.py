"""A real systemd to look at: PID 1 of fresh pid, mount, uts, ipc, net and cgroup namespaces.

Its root is an overlay of this machine's, so that nothing outside changes; /run, /tmp and
/dev are its own, and so is a control group below the root of cgroup2.  Units are
what the test writes, and nothing else is started.

    with systemd.Systemd({"one.service": "[Service]\\nExecStart=/bin/sleep 1000\\n"}) as machine:
        machine.run("systemctl", "show", "one.service")

Units get DefaultDependencies=no and are wanted by the target that is booted, unless they have an
[Install] section or a name with an @.  With bus=True there is a dbus-daemon as well.
"""
import os
import shutil
import subprocess
import tempfile
import time
import unittest

import harness

SYSTEMD = next((p for p in ("/lib/systemd/systemd", "/usr/lib/systemd/systemd")
                if os.path.exists(p)), None)
TARGET = "ctop-test.target"
PATIENCE = 240  # only what hangs takes so long

# In a mount namespace of its own: the control group and the root that systemd will have.
OUTER = r"""
set -e
mount -t tmpfs -o mode=755 tmpfs "$WORK"
mkdir "$WORK/cgroup" "$WORK/upper" "$WORK/work" "$WORK/root"
mount -t cgroup2 none "$WORK/cgroup"
mkdir "$WORK/cgroup/$GROUP"
echo $$ > "$WORK/cgroup/$GROUP/cgroup.procs"
mount -t overlay overlay -o "lowerdir=/,upperdir=$WORK/upper,workdir=$WORK/work" "$WORK/root"
exec unshare --pid --mount --uts --ipc --net --cgroup --fork --kill-child=KILL \
	sh -c "$INNER"
"""

# As PID 1 of the new namespaces.
INNER = r"""
set -e
root=$WORK/root
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount -t cgroup2 none "$root/sys/fs/cgroup"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/tmp"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
mount -t tmpfs tmpfs "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
for node in null zero full random urandom tty; do
	: > "$root/dev/$node"
	mount --bind "/dev/$node" "$root/dev/$node"
done
ln -s null "$root/dev/console"
for dir in $SHARED; do
	mkdir -p "$root$dir"
	mount --rbind "$dir" "$root$dir"
done
hostname ctop-test
: > "$root/etc/fstab"
echo 0123456789abcdef0123456789abcdef > "$root/etc/machine-id"
rm -rf "$root"/etc/systemd/system/*.wants "$root"/etc/systemd/system/*.requires
cp -r "$UNITS"/. "$root/etc/systemd/system/"
rm -f "$root/usr/sbin/policy-rc.d"
cd "$root"
mkdir -p .old
pivot_root . .old
umount -l .old
exec env -i container=ctop-test PATH="$PATH" LC_ALL=C.UTF-8 \
	"$SYSTEMD" --system --unit="$TARGET" --log-target=null --show-status=no \
	< /dev/null > /dev/null 2>&1
"""

# systemd goes to the bus when both of these run.
DBUS = {
    "dbus.socket": """[Unit]
Description=D-Bus System Message Bus Socket
[Socket]
ListenStream=/run/dbus/system_bus_socket
""",
    "dbus.service": """[Unit]
Description=D-Bus System Message Bus
Requires=dbus.socket
[Service]
Type=notify
ExecStart=/usr/bin/dbus-daemon --system --address=systemd: --nofork --nopidfile \
--systemd-activation
""",
}


# With a mount namespace, a directory and a control group in it: removes them.  Groups go when their last
# process is reaped, which may take a moment.
REMOVE = r"""
mount -t cgroup2 none "$0" && [ -d "$0/$1" ] && for i in $(seq 100); do
	find "$0/$1" -depth -type d -exec rmdir {} + 2>/dev/null && break
	sleep 0.1
done
"""


def why_not():
    """What keeps this machine from running one; None: nothing does."""
    if os.geteuid() != 0:
        return "needs root"
    for word in ("unshare", "nsenter", "setpriv", "pivot_root", "systemctl"):
        if shutil.which(word) is None:
            return f"needs {word}"
    if SYSTEMD is None:
        return "needs systemd"
    tried = subprocess.run(["unshare", "--pid", "--mount", "--uts", "--ipc", "--net", "--cgroup",
                            "--fork", "true"], capture_output=True, text=True, timeout=PATIENCE)
    return None if tried.returncode == 0 else f"no namespaces: {tried.stderr.strip()}"


class Systemd:
    def __init__(self, units, bus=False, shared=()):
        self.units = dict(units)
        if bus:
            self.units.update(DBUS)
        self.shared = [os.path.abspath(d) for d in shared]
        self.leader = self.work = self.files = self.called_off = None
        self.group = f"ctop-test-{os.getpid()}"

    def _write_units(self):
        wanted = []
        for name, text in self.units.items():
            with open(os.path.join(self.files, name), "w", encoding="utf-8") as out:
                if "[Unit]" not in text:
                    text = "[Unit]\n" + text
                out.write(text.replace("[Unit]\n", "[Unit]\nDefaultDependencies=no\n", 1))
            if "@" not in name and "[Install]" not in text:
                wanted.append(name)
        with open(os.path.join(self.files, TARGET), "w", encoding="utf-8") as out:
            out.write(f"[Unit]\nDefaultDependencies=no\nWants={' '.join(wanted)}\n")

    def __enter__(self):
        self.work = tempfile.mkdtemp(prefix="ctop-systemd-")
        self.files = tempfile.mkdtemp(prefix="ctop-units-")
        # Also when this process is killed.
        self.called_off = harness.afterwards(
            "sh", "-c", 'work=$1 files=$2; shift 2; "$@"; rm -rf --one-file-system "$work" "$files"',
            "sh", self.work, self.files, *self._removal())
        try:
            self._write_units()
            self._boot()
        except BaseException:
            self.stop()
            raise
        return self

    def _boot(self):
        environment = dict(os.environ, WORK=self.work, UNITS=self.files, GROUP=self.group,
                           TARGET=TARGET, SYSTEMD=SYSTEMD, INNER=INNER,
                           SHARED=" ".join(self.shared))
        self.errors = tempfile.TemporaryFile()
        self.leader = subprocess.Popen(
            # whatever becomes of the test: with it goes the machine
            ["setpriv", "--pdeathsig=KILL", "unshare", "--mount", "--propagation", "private",
             "sh", "-c", OUTER],
            env=environment, stdin=subprocess.DEVNULL, stdout=self.errors, stderr=self.errors)
        self.pid = self._find_init()
        self.wait_for(lambda: self.run("systemctl", "is-active", TARGET, check=False)
                      .stdout.strip() == "active", "the target")

    def _failed(self, what):
        self.errors.seek(0)
        said = self.errors.read().decode(errors="replace").strip()
        return unittest.SkipTest(f"{what}: {said}") if said else AssertionError(what)

    def _find_init(self):
        """systemd's pid out here."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.leader.poll() is not None:
                raise self._failed("the namespaces could not be made")
            try:
                with open(f"/proc/{self.leader.pid}/task/{self.leader.pid}/children",
                          encoding="ascii") as children:
                    pids = children.read().split()
                with open(f"/proc/{pids[0]}/comm", encoding="ascii") as comm:
                    if comm.read().strip() == "systemd":
                        return int(pids[0])
            except (OSError, IndexError):
                pass
            time.sleep(0.01)
        raise self._failed("systemd did not start")

    def wait_for(self, condition, what):
        until = time.monotonic() + PATIENCE
        while not condition():
            if self.leader.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"{what}: not within {PATIENCE} s")
            time.sleep(0.02)

    @property
    def enter(self):
        """The words before a command that make it run inside."""
        return ["nsenter", f"--target={self.pid}", "--mount", "--pid", "--uts", "--ipc", "--net",
                "--cgroup", "--root", "--wd"]

    def run(self, *command, check=True, timeout=PATIENCE, **options):
        """A command inside, as root; text in and out."""
        options.setdefault("text", True)
        return subprocess.run([*self.enter, *command], check=check, timeout=timeout,
                              stdin=subprocess.DEVNULL, capture_output=True, **options)

    def start(self, *command, **options):
        """The same, to go on beside the test; it is the leader of a process group, to be killed."""
        return subprocess.Popen([*self.enter, *command], start_new_session=True, **options)

    def write(self, name, text):
        """A unit file, while it runs."""
        subprocess.run([*self.enter, "tee", f"/etc/systemd/system/{name}"], check=True,
                       input=text, text=True, stdout=subprocess.DEVNULL, timeout=PATIENCE)

    def stop(self):
        """Ends all of it, whatever state it is in."""
        if self.leader is not None:
            self.leader.kill()  # --kill-child: PID 1 goes with it, and with that everything
            self.leader.wait()
            subprocess.run(self._removal(), timeout=PATIENCE, check=False,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            self.errors.close()
            self.leader = None
        for path in (self.work, self.files):
            if path is not None:
                shutil.rmtree(path, ignore_errors=True)
        if self.called_off is not None:
            self.called_off()
            self.called_off = None

    def _removal(self):
        return ["unshare", "--mount", "--propagation", "private", "sh", "-c", REMOVE, self.work, self.group]

    def __exit__(self, *_):
        self.stop()
