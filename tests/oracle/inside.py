"""What is inside a process: its descriptors, sockets, locks and limits, against psutil, /proc and what made them."""
import contextlib
import json
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
import harness
import psutil

KINDS = ("unknown", "file", "directory", "device", "pipe", "socket", "event", "memory", "other")
ACCESS = {0: "---", 1: "r--", 2: "-w-", 3: "rw-", 6: "-wa", 7: "rwa"}
OK, DENIED, GONE = 1, 4, 5
PROGRAM = os.path.join(harness.CHILDREN, "program_inside")
CPU = "/sys/fs/cgroup/cpu"


def look(what, pid, *, before=(), root=None):
    """What the driver says is inside a process: rows, and enum fact."""
    options = ["--root", root] if root is not None else []
    out = subprocess.run([*before, PROGRAM, *options, what, str(pid)], check=True,
                         capture_output=True).stdout
    answer = json.loads(out)
    return answer["rows"], answer["fact"]


class Opener:
    """child_open in a directory of its own, and the descriptors that it says it has."""

    def __init__(self, *args, before=()):
        self.args, self.before = args, before

    def __enter__(self):
        self.directory = tempfile.mkdtemp(prefix="ctop-inside-")
        self.process = subprocess.Popen(
            [*self.before, os.path.join(harness.CHILDREN, "child_open"), self.directory, *self.args],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.fd, self.port = {}, {}
        for line in self.process.stdout:
            words = line.decode().split()
            if words == ["ready"]:
                break
            self.fd[words[0]] = int(words[1])
            if len(words) > 2:
                self.port[words[0]] = int(words[2])
        else:
            raise AssertionError("child_open ended before it was ready")
        self.pid = self.process.pid
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()
        shutil.rmtree(self.directory)


class Files(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = contextlib.ExitStack()
        cls.child = cls.stack.enter_context(Opener())
        rows, fact = look("opened", cls.child.pid)
        assert fact == OK, fact
        cls.rows = {row["fd"]: row for row in rows}

    @classmethod
    def tearDownClass(cls):
        cls.stack.close()

    def row(self, what):
        return self.rows[self.child.fd[what]]

    def test_every_descriptor_of_proc_is_there_with_its_target(self):
        directory = f"/proc/{self.child.pid}/fd"
        self.assertEqual(set(self.rows), {int(name) for name in os.listdir(directory)})
        for number, row in self.rows.items():
            target = os.readlink(f"{directory}/{number}")
            self.assertTrue(row["target"].startswith(target), (row["target"], target))

    def test_regular_files_are_those_of_psutil_with_position_and_mode(self):
        # What it has from the test may be a file as well.
        theirs = {f.fd: f for f in psutil.Process(self.child.pid).open_files()
                  if f.path.startswith(self.child.directory)}
        ours = {n: row for n, row in self.rows.items()
                if KINDS[row["kind"]] == "file" and row["target"].startswith(self.child.directory)}
        # psutil leaves out what has lost its name.
        self.assertTrue(theirs)
        self.assertEqual(set(theirs), {n for n, row in ours.items() if not row["deleted"]}
                         & set(theirs))
        self.assertEqual({n for n, row in ours.items() if row["deleted"]},
                         {self.child.fd["deleted"]})
        modes = {"r--": "r", "-w-": "w", "-wa": "a", "rw-": "r+", "rwa": "a+", "---": "r"}
        for number, file in theirs.items():
            row = self.rows[number]
            self.assertEqual(row["target"], file.path)
            self.assertEqual(row["position"], file.position, file)
            self.assertEqual(modes[ACCESS[row["access"]]], file.mode, file)
        self.assertEqual(self.row("write")["position"], 5000)
        self.assertEqual(self.row("read")["position"], 1234)
        self.assertEqual(ACCESS[self.row("append")["access"]], "-wa")

    def test_kinds_are_those_that_were_made(self):
        kinds = {"write": "file", "path": "file", "named": "file", "hostile": "file",
                 "directory": "directory", "device": "device", "pipe": "pipe", "eventfd": "event",
                 "epoll": "event", "timerfd": "event", "signalfd": "event", "inotify": "event",
                 "pidfd": "event", "memfd": "memory", "tcp_listen": "socket", "pair": "socket"}
        for what, kind in kinds.items():
            self.assertEqual(KINDS[self.row(what)["kind"]], kind, what)
        self.assertFalse(self.row("named")["deleted"])
        self.assertEqual(self.row("memfd")["position"], 777)
        self.assertIsNone(self.row("pipe")["position"])

    def test_events_tell_what_they_wait_for(self):
        self.assertTrue(self.row("eventfd")["target"].endswith("count 31"))
        self.assertTrue(self.row("epoll")["target"].endswith("watches 2"))
        self.assertTrue(self.row("inotify")["target"].endswith("watches 1"))
        self.assertRegex(self.row("timerfd")["target"], r"in 3\d\d\d\.\d s, every 5 s$")
        self.assertTrue(self.row("pidfd")["target"].endswith(f"of {self.child.pid}"))

    def test_locks_are_those_that_were_taken(self):
        self.assertEqual(self.row("posix")["lock"], "posix write 0-99, posix read 200-end")
        self.assertEqual(self.row("flock")["lock"], "flock write")
        self.assertEqual(self.row("ofd")["lock"], "ofd write 10-14")
        # /proc/locks has as many of this process; those of open files have no owner.
        with open("/proc/locks", encoding="ascii") as locks:
            theirs = [line for line in locks if line.split()[4] == str(self.child.pid)]
        ours = [lock for row in self.rows.values() for lock in (row["lock"] or "").split(", ")
                if lock and not lock.startswith("ofd")]
        self.assertEqual(len(ours), len(theirs))

    def test_internet_sockets_are_those_of_psutil(self):
        protocols = {(socket.AF_INET, socket.SOCK_STREAM): "tcp",
                     (socket.AF_INET6, socket.SOCK_STREAM): "tcp6",
                     (socket.AF_INET, socket.SOCK_DGRAM): "udp",
                     (socket.AF_INET6, socket.SOCK_DGRAM): "udp6"}
        process = psutil.Process(self.child.pid)
        connections = getattr(process, "net_connections", None) or process.connections
        theirs = {c.fd: c for c in connections("inet")}
        ours = {n for n, row in self.rows.items()
                if row["protocol"] in protocols.values() and row["local"] is not None}
        self.assertEqual(ours, set(theirs))

        def text(family, address):
            if not address:
                return None
            return f"[{address.ip}]:{address.port}" if family == socket.AF_INET6 \
                else f"{address.ip}:{address.port}"

        for number, c in theirs.items():
            row = self.rows[number]
            self.assertEqual(row["protocol"], protocols[c.family, c.type])
            self.assertEqual(row["local"], text(c.family, c.laddr))
            self.assertEqual(row["remote"], text(c.family, c.raddr))
            if c.type == socket.SOCK_STREAM:
                self.assertEqual(row["state"], c.status.lower())

    def test_ports_are_those_that_were_bound(self):
        self.assertEqual(self.row("tcp_listen")["local"],
                         f"127.0.0.1:{self.child.port['tcp_listen']}")
        self.assertEqual(self.row("tcp_client")["remote"], self.row("tcp_listen")["local"])
        self.assertEqual(self.row("tcp_client")["local"], self.row("tcp_server")["remote"])
        self.assertEqual(self.row("tcp6_listen")["local"],
                         f"[::1]:{self.child.port['tcp6_listen']}")
        self.assertEqual(self.row("udp_connected")["state"], "established")
        self.assertIsNone(self.row("udp_bound")["state"])
        # Bound to nothing, it is in no table; the kernel has its name all the same.
        self.assertEqual(self.row("tcp_unbound")["protocol"], "tcp")
        self.assertIsNone(self.row("tcp_unbound")["local"])

    def test_unix_sockets_have_names_and_other_ends(self):
        self.assertEqual(self.row("unix_listen")["local"], "socket")
        self.assertEqual(self.row("unix_listen")["state"], "listen")
        self.assertEqual(self.row("unix_client")["remote"], "socket")
        self.assertEqual(self.row("unix_server")["remote"], self.row("unix_client")["target"])
        self.assertEqual(self.row("unix_abstract")["local"], f"@ctop\033[2J-{self.child.pid}")
        self.assertEqual(self.row("pair")["protocol"], "u_seq")
        self.assertEqual(self.row("pair")["remote"], self.row("pair_end")["target"])
        self.assertEqual(self.row("pair_end")["remote"], self.row("pair")["target"])
        self.assertEqual(self.row("netlink")["protocol"], "netlink")
        if "packet" in self.child.fd:
            self.assertEqual(self.row("packet")["local"], "0x0003:*")
        if "raw" in self.child.fd:
            self.assertEqual(self.row("raw")["protocol"], "raw")


class Sizes(unittest.TestCase):
    def test_as_many_descriptors_as_this_machine_allows(self):
        most = min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], 100100)
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        try:
            with Opener(str(most - 100)) as child:
                rows, fact = look("opened", child.pid)
                self.assertEqual(fact, OK)
                self.assertEqual(len(rows), len(os.listdir(f"/proc/{child.pid}/fd")))
                self.assertGreaterEqual(len(rows), most - 100)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@harness.needs_networks
class Namespaces(unittest.TestCase):
    def test_a_process_of_another_namespace_shows_its_own_sockets(self):
        up = ["unshare", "-n", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh"]
        with Opener(before=up) as child:
            rows, fact = look("opened", child.pid)
            self.assertEqual(fact, OK)
            rows = {row["fd"]: row for row in rows}
            port = child.port["tcp_listen"]
            self.assertEqual(rows[child.fd["tcp_listen"]]["local"], f"127.0.0.1:{port}")
            self.assertEqual(rows[child.fd["tcp_client"]]["remote"], f"127.0.0.1:{port}")
            self.assertEqual(rows[child.fd["tcp6_server"]]["state"], "established")
            self.assertEqual(rows[child.fd["unix_listen"]]["local"], "socket")
            self.assertEqual(rows[child.fd["unix_client"]]["state"], "established")
            self.assertEqual(rows[child.fd["netlink"]]["protocol"], "netlink")
            theirs = os.readlink(f"/proc/{child.pid}/ns/net")
            number = int(theirs.split("[")[1].rstrip("]"))
            own = os.stat("/proc/self/ns/net").st_ino
            found = harness.processes("-f", f"netns!={own}", "-o", "pid,netns")
            self.assertEqual(found[child.pid]["netns"], number)
            self.assertNotIn(os.getpid(), found)
            groups = harness.document("-g", "netns")["groups"]
            self.assertIn(str(number), [g["group"] for g in groups])
            self.page_says(child.pid, b"others: the panel has those of %d" % own)
            self.page_says(os.getpid(), b"interfaces are those of the panel")

    def page_says(self, pid, text):
        command = [harness.BINARY, "--no-config", "-d", "0.3", "-p", str(pid)]
        with harness.Screen(command, rows=24, cols=100) as screen:
            screen.expect(b"%d" % pid)
            screen.send(b"\r/interfaces")
            screen.expect(text)
            screen.send(b"\r")
            self.assertEqual(screen.quit(pages=1), 0)


@harness.needs_nobody
class Unprivileged(unittest.TestCase):
    def test_what_others_have_open_is_denied_and_no_empty_list(self):
        directory = tempfile.mkdtemp(prefix="ctop-inside-")
        os.chmod(directory, 0o755)
        copy = shutil.copy(PROGRAM, directory)
        nobody = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
        try:
            done = subprocess.run([*nobody, copy, "opened", str(os.getpid())], check=True,
                                  capture_output=True)
            self.assertEqual(json.loads(done.stdout), {"rows": [], "fact": DENIED})
            # Limits are everybody's to know.
            done = subprocess.run([*nobody, copy, "limits", str(os.getpid())], check=True,
                                  capture_output=True)
            answer = json.loads(done.stdout)
            self.assertEqual(answer["fact"], OK)
            self.assertIn("open files", [row["name"] for row in answer["rows"]])
        finally:
            shutil.rmtree(directory)


class Limits(unittest.TestCase):
    def test_limits_are_those_of_psutil(self):
        names = {"cpu time": (resource.RLIMIT_CPU, 10**9), "file size": (resource.RLIMIT_FSIZE, 1),
                 "data size": (resource.RLIMIT_DATA, 1), "stack size": (resource.RLIMIT_STACK, 1),
                 "core file size": (resource.RLIMIT_CORE, 1),
                 "resident set": (resource.RLIMIT_RSS, 1), "processes": (resource.RLIMIT_NPROC, 1),
                 "open files": (resource.RLIMIT_NOFILE, 1),
                 "locked memory": (resource.RLIMIT_MEMLOCK, 1),
                 "address space": (resource.RLIMIT_AS, 1),
                 "pending signals": (resource.RLIMIT_SIGPENDING, 1),
                 "msgqueue size": (resource.RLIMIT_MSGQUEUE, 1),
                 "nice priority": (resource.RLIMIT_NICE, 1),
                 "realtime priority": (resource.RLIMIT_RTPRIO, 1),
                 "realtime timeout": (resource.RLIMIT_RTTIME, 1000)}
        with harness.Child("known", "-m", "5") as child:
            process = psutil.Process(child.pid)
            process.rlimit(resource.RLIMIT_CPU, (1234, 2345))
            child.stop()
            rows, fact = look("limits", child.pid)
            self.assertEqual(fact, OK)
            ours = {row["name"]: row for row in rows if row["where"] is None}
            for name, (which, scale) in names.items():
                theirs = [None if n == resource.RLIM_INFINITY else n * scale
                          for n in process.rlimit(which)]
                self.assertEqual([ours[name]["soft"], ours[name]["hard"]], theirs, name)
            self.assertEqual(ours["open files"]["used"], process.num_fds())
            self.assertEqual(ours["address space"]["used"], process.memory_info().vms)
            times = process.cpu_times()
            self.assertEqual(ours["cpu time"]["used"], round((times.user + times.system) * 1e9))


def write(path, text):
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def number(path):
    with open(path, encoding="ascii") as file:
        return int(file.read())


@harness.needs_root
@unittest.skipUnless(os.access(CPU + "/cpu.cfs_quota_us", os.W_OK)
                     or os.path.exists("/sys/fs/cgroup/cpu.stat"), "no control groups to write to")
class ControlGroups(unittest.TestCase):
    """A group with a quota, made for the test in whichever hierarchy has the cpu controller."""

    def setUp(self):
        self.second = not os.path.exists(CPU + "/cpu.cfs_quota_us")
        base = "/sys/fs/cgroup" if self.second else CPU
        if self.second:
            try:
                write(base + "/cgroup.subtree_control", "+cpu")
            except OSError as error:
                self.skipTest(f"cpu cannot be controlled here: {error}")
        self.name = f"/ctop-test-{os.getpid()}"
        self.outer = base + self.name
        # Also when this process is killed, as soon as what runs there has ended.
        names = [d + self.name + e for d in (base, "/sys/fs/cgroup/memory", "/sys/fs/cgroup/pids")
                 for e in ("/inner", "")]
        self.addCleanup(harness.afterwards("sh", "-c", "for i in 1 2 3 4 5 6 7 8 9; do sleep 0.5; "
                                           "rmdir \"$@\"; done", "sh", *names))
        os.mkdir(self.outer)
        self.addCleanup(os.rmdir, self.outer)
        if self.second:
            write(self.outer + "/cgroup.subtree_control", "+cpu")
        self.inner = self.outer + "/inner"
        os.mkdir(self.inner)
        self.addCleanup(os.rmdir, self.inner)

    def quota(self, group, percent):
        if self.second:
            write(group + "/cpu.max", f"{percent * 1000} 100000")
        else:
            write(group + "/cpu.cfs_period_us", "100000")
            write(group + "/cpu.cfs_quota_us", str(percent * 1000))

    def stat(self, group):
        with open(group + "/cpu.stat", encoding="ascii") as file:
            return {key: int(value) for key, value in (line.split() for line in file)}

    def spin(self):
        child = subprocess.Popen([sys.executable, "-c", "import os\nparent = os.getppid()\n"
                                  "while os.getppid() == parent: pass"])
        self.addCleanup(child.wait)
        self.addCleanup(child.kill)
        write(self.inner + "/cgroup.procs", str(child.pid))
        return child

    def test_the_lowest_quota_counts_and_throttling_is_what_the_kernel_counts(self):
        self.quota(self.outer, 20)
        if self.second:
            self.quota(self.inner, 50)
        child = self.spin()
        while self.stat(self.outer)["nr_throttled"] < 3:
            time.sleep(0.05)
        before = self.stat(self.outer)
        rows, fact = look("limits", child.pid)
        after = self.stat(self.outer)
        self.assertEqual(fact, OK)
        limit = [row for row in rows if row.get("name") in ("cpu.max", "cpu.cfs_quota_us")
                 and row["soft"] is not None]
        self.assertEqual([(row["soft"], row["where"]) for row in limit], [(20, self.name)])
        throttles = {row["where"]: row for row in rows if row.get("throttle")}
        ours = throttles[self.name]
        for key, theirs in (("periods", "nr_periods"), ("throttled_periods", "nr_throttled")):
            self.assertLessEqual(before[theirs], ours[key])
            self.assertGreaterEqual(after[theirs], ours[key])
        self.assertGreater(ours["throttled_ns"], 0)

    def test_the_limits_page_says_that_it_is_throttled_now(self):
        self.quota(self.outer, 10)
        child = self.spin()
        command = [harness.BINARY, "--no-config", "-d", "1", "-p", str(child.pid)]
        with harness.Screen(command, rows=24, cols=80) as screen:
            screen.expect(str(child.pid).encode())
            screen.send(b"\r5")
            screen.expect(b"% of the last interval")
            self.assertEqual(screen.quit(pages=1), 0)

    def test_memory_and_tasks_are_bounded_where_the_group_says(self):
        memory, pids = "/sys/fs/cgroup/memory", "/sys/fs/cgroup/pids"
        if self.second or not os.path.isdir(memory) or not os.path.isdir(pids):
            self.skipTest("no hierarchy of version 1 with memory and pids")
        groups = []
        for base in (memory, pids):
            groups.append(base + self.name)
            os.mkdir(groups[-1])
            self.addCleanup(os.rmdir, groups[-1])
        write(groups[0] + "/memory.limit_in_bytes", str(64 << 20))
        write(groups[1] + "/pids.max", "17")
        child = self.spin()
        for group in groups:
            write(group + "/cgroup.procs", str(child.pid))
        rows = {row.get("name"): row for row in look("limits", child.pid)[0]}
        self.assertEqual(rows["memory.limit_in_bytes"]["soft"], 64 << 20)
        self.assertEqual(rows["memory.limit_in_bytes"]["where"], self.name)
        self.assertLessEqual(rows["memory.limit_in_bytes"]["used"], 64 << 20)
        self.assertEqual((rows["pids.max"]["soft"], rows["pids.max"]["used"]), (17, 1))


if __name__ == "__main__":
    harness.main()
