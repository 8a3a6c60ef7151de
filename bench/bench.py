"""Prints what ctop costs beside what people use today, as Markdown.

	bench.py BUILD_DIR [--only seed,batch,tick,footprint,memory,key,start,panels,windows] [--procs 500,2000,8000]

CPU is the process's own clock (all its threads, also ended ones) plus that of its
children; on a terminal it is divided by the ticks of one second that passed.
"""
import argparse
import fcntl
import os
import pty
import resource
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

import panels

PSUTIL_FACTS = """
import json, psutil, sys
facts = ['pid', 'ppid', 'name', 'cmdline', 'exe', 'cwd', 'username', 'uids', 'gids', 'status',
         'terminal', 'nice', 'num_threads', 'cpu_percent', 'cpu_times', 'cpu_num', 'create_time',
         'memory_info', 'memory_full_info', 'memory_percent', 'num_ctx_switches', 'io_counters',
         'num_fds']
json.dump([process.as_dict(facts) for process in psutil.process_iter()], sys.stdout)
"""
PSUTIL_SIX = """
import psutil, time
process = psutil.Process()
names = ['name', 'cpu_times', 'create_time', 'ppid', 'status', 'terminal']
def ask(rounds):
    start = time.process_time()
    for _ in range(rounds):
        # create_time is kept by the object; the others are asked for anew.
        process._create_time = None
        for name in names:
            getattr(process, name)()
    return (time.process_time() - start) / rounds
def together(rounds):
    start = time.process_time()
    for _ in range(rounds):
        process._create_time = None
        with process.oneshot():
            for name in names:
                getattr(process, name)()
    return (time.process_time() - start) / rounds
ask(100); together(100)
print(ask(2000) * 1e9, together(2000) * 1e9)
"""
# The same facts as columns of ctop.
PSUTIL_COLUMNS = (
    "pid,ppid,name,cmdline,exe,cwd,username,uid,euid,gid,status,terminal,nice,num_threads,"
    "cpu_percent,cpu_times_user,cpu_times_system,cpu_num,create_time,rss,vms,shared,text,data,"
    "uss,pss,swap,memory_percent,ctx_switches_voluntary,ctx_switches_involuntary,read_count,"
    "write_count,read_bytes,write_bytes,read_chars,write_chars,num_fds")
FOOTPRINT = "pid,username,uss,pss,swap,rss,cmdline"
OFF = "-uss,-pss,-swap"


def cpu_clock(pid):
    """Seconds of CPU of a process, all threads, ended ones too (a clock id as the kernel makes it)."""
    return time.clock_gettime((~pid << 3) | 2)


def children_cpu(pid):
    with open(f"/proc/{pid}/stat", "rb") as stat:
        rest = stat.read().rsplit(b")", 1)[1].split()
    return (int(rest[13]) + int(rest[14])) / os.sysconf("SC_CLK_TCK")


def last_of(pid):
    """The process that a chain of wrappers (nsenter) ends in."""
    while True:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as children:
            pids = children.read().split()
        if len(pids) != 1:
            return pid
        pid = int(pids[0])


class Idle:
    """Idle processes for as long as the block runs."""

    def __init__(self, build, count, touching=0, big=0):
        self.program = os.path.join(build, "bench/bench_idle")
        self.arguments = ["bench-00000", "-n", str(count), "-t", str(touching), "-b", str(big)]

    def __enter__(self):
        self.process = subprocess.Popen(self.arguments, executable=self.program,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        if self.process.stdout.readline() != b"ready\n":
            raise SystemExit("bench: the idle processes could not be made (ulimit -u, pid_max?)")
        time.sleep(0.5)

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()


class Terminal:
    """A program on a pty of 120x40; what it draws is thrown away."""

    def __init__(self, command, env):
        self.command, self.env = command, env

    def __enter__(self):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
            os.execvpe(self.command[0], self.command, self.env)
        return self

    def run(self, seconds):
        """Lets it run for so long; the seconds that it did."""
        start = time.monotonic()
        while (left := start + seconds - time.monotonic()) > 0:
            if select.select([self.fd], [], [], left)[0]:
                try:
                    os.read(self.fd, 1 << 16)
                except OSError:
                    raise SystemExit(f"bench: {self.command[0]} has ended") from None
        return time.monotonic() - start

    def __exit__(self, *_):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


class Bench:
    def __init__(self, options):
        self.build = os.path.abspath(options.build)
        self.ctop = os.path.join(self.build, "ctop")
        self.ticks, self.procs, self.rounds = options.ticks, options.procs, options.rounds
        self.home = tempfile.mkdtemp(prefix="ctop-bench-")
        # Nobody's own settings: what is measured is what a package gives.
        self.env = {**os.environ, "HOME": self.home, "XDG_CONFIG_HOME": self.home,
                    "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
        btop = os.path.join(self.home, "btop")
        os.makedirs(btop)
        with open(os.path.join(btop, "btop.conf"), "w", encoding="utf-8") as config:
            config.write("update_ms = 1000\n")

    def program(self, name):
        return os.path.join(self.build, "bench", "bench_" + name)

    def monitors(self):
        """Name, command with a tick of a second, and what is on its first frame."""
        rows = [("floor", [self.program("floor"), "-d", "1"], None),
                ("ctop " + OFF, [self.ctop, "--no-config", "-d", "1", "-o", OFF], "PID"),
                ("ctop", [self.ctop, "--no-config", "-d", "1"], "PID"),
                ("htop", ["htop", "-d", "10"], "PID"), ("top", ["top", "-d", "1"], "PID"),
                ("btop", ["btop", "--utf-force"], "Pid:"), ("atop", ["atop", "1"], "PID")]
        return [row for row in rows if shutil.which(row[1][0])]

    def table(self, title, head, rows):
        print(f"\n### {title}\n")
        print("| " + " | ".join(head) + " |")
        print("|" + "---|" * len(head))
        for row in rows:
            print("| " + " | ".join(row) + " |")
        sys.stdout.flush()

    # CPU per tick and memory, of monitors that run on a terminal

    def watch(self, command, ticks, warm_up=4):
        """ms of CPU per tick, and its memory in KiB when it has run so long."""
        with Terminal(command, self.env) as terminal:
            terminal.run(warm_up)
            pid = last_of(terminal.pid)
            before = cpu_clock(pid) + children_cpu(pid)
            seconds = terminal.run(ticks)
            used = cpu_clock(pid) + children_cpu(pid) - before
            with open(f"/proc/{pid}/status", encoding="ascii") as status:
                lines = dict(line.split(":", 1) for line in status)
            with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as rollup:
                private = sum(int(line.split()[1]) for line in rollup
                              if line.startswith("Private_"))
            memory = [int(lines["VmHWM"].split()[0]), int(lines["VmRSS"].split()[0]), private]
        return 1000 * used / seconds, memory

    def tick(self):
        for count in self.procs:
            with Idle(self.build, count):
                # Round and round, the least of each: a neighbour's load then hits nobody alone.
                seen = {}
                for name, command, _ in self.monitors() * self.rounds:
                    result = self.watch(command, self.ticks)
                    seen[name] = min(seen.get(name, result), result)
            self.tick_table(count, {name: cpu for name, (cpu, _) in seen.items()})
            self.memory_table(count, {name: memory for name, (_, memory) in seen.items()})

    def tick_table(self, count, cpu):
        targets = {"floor": 1.3, "top": 0.55, "htop": 0.4}
        rows = []
        for name, ms in cpu.items():
            target = targets.get(name)
            rows.append([name, f"{ms:.2f}", f"{ms / cpu['floor']:.2f}",
                         f"{cpu['ctop ' + OFF] / ms:.2f}", f"{cpu['ctop'] / ms:.2f}",
                         f"at most {target}" if target else ""])
        self.table(f"CPU per tick, {count} idle processes",
                   ["monitor", "ms per tick", "of the floor", f"ctop {OFF} of it", "ctop of it",
                    f"target (2,000, ctop {OFF})"], rows)

    def memory_table(self, count, memory):
        rows = [[name, *(f"{kib / 1024:.1f}" for kib in sizes),
                 f"{memory['ctop'][1] / sizes[1]:.2f}",
                 {"top": "at most 1 (8,000)", "htop": "aim: 1 (8,000)"}.get(name, "")]
                for name, sizes in memory.items() if name != "floor"]
        self.table(f"Memory, {count} idle processes",
                   ["monitor", "peak RSS MiB", "RSS MiB", "USS MiB", "ctop's RSS of it",
                    "target"], rows)

    def memory(self):
        self.procs, self.ticks = [max(self.procs)], 3
        self.tick()

    # What footprints cost: 2,000 idle processes and one of 4 GiB in small pages

    def htop_with_pss(self):
        rc = os.path.join(self.home, "htoprc-pss")
        with open(rc, "w", encoding="utf-8") as config:
            config.write("htop_version=3.2.2\nconfig_reader_min_version=3\ndelay=10\n"
                         "screen:Main=PID USER PRIORITY NICE M_VIRT M_RESIDENT M_PSS STATE "
                         "PERCENT_CPU PERCENT_MEM TIME Command\n.sort_key=M_PSS\n")
        return ["env", "HTOPRC=" + rc, "htop"]

    def footprint(self):
        ctop = [self.ctop, "--no-config", "-d", "1"]
        rows = [("ctop, footprint off, by RSS", [*ctop, "-o", OFF, "-s", "rss"], 1.15),
                ("top -o USS", ["top", "-d", "1", "-o", "USS"], 0.3),
                ("htop with PSS", self.htop_with_pss(), 0.3)]
        of = "ctop, all defaults, by USS"
        seen = {}
        with Idle(self.build, 2000, big=4):
            for name, command, _ in [(of, [*ctop, "-s", "uss"], None), *rows] * self.rounds:
                cpu, _ = self.watch(command, self.ticks, warm_up=12)
                seen[name] = min(seen.get(name, cpu), cpu)
        with Idle(self.build, 1950, touching=50, big=4):
            busy, _ = self.watch([*ctop, "-s", "uss"], self.ticks, warm_up=12)
        table = [[of, f"{seen[of]:.2f}", "1.00", ""]]
        table += [[name, f"{seen[name]:.2f}", f"{seen[of] / seen[name]:.2f}", f"at most {target}"]
                  for name, _, target in rows]
        table.append([of + "; 50 of them touch memory", f"{busy:.2f}", "",
                      f"at most {seen[rows[0][0]] + 50:.0f}: 5 % of a CPU more"])
        self.table("Footprints: 2,000 idle processes and one of 4 GiB",
                   ["monitor", "ms per tick", "ctop of it", "target"], table)

    # CPU of commands that print and end

    def cost(self, command):
        """ms of CPU, the least of some rounds."""
        best = None
        for _ in range(self.rounds):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(command, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
                           env=self.env, check=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            best = used if best is None else min(best, used)
        return 1000 * best

    def batch(self):
        python = sys.executable
        plain = [self.ctop, "--no-config", "-b"]
        everything = [*plain, "-J", "-o", "all"]
        pairs = [([*plain, "-o", FOOTPRINT, "-s", "uss"], "smem", ["smem"], 0.125),
                 ([*plain, "-J", "-o", PSUTIL_COLUMNS], "psutil as_dict",
                  [python, "-c", PSUTIL_FACTS], 0.4),
                 (everything, "psutil as_dict", [python, "-c", PSUTIL_FACTS], None),
                 (everything, "only opening, reading, closing", [self.program("readall")], 1.3),
                 (plain, "ps aux", ["ps", "aux"], None),
                 (plain, "top -b -n1", ["top", "-b", "-n1"], None),
                 ([*plain, "-o", OFF], "ps aux", ["ps", "aux"], None),
                 ([*plain, "-o", OFF], "top -b -n1", ["top", "-b", "-n1"], None)]
        for count in self.procs:
            rows, known = [], {}
            with Idle(self.build, count):
                for mine, name, other, target in pairs:
                    if not shutil.which(other[0]):
                        continue
                    for command in (mine, other):
                        if tuple(command) not in known:
                            known[tuple(command)] = self.cost(command)
                    ours, theirs = known[tuple(mine)], known[tuple(other)]
                    words = " ".join(mine[2:]).replace(PSUTIL_COLUMNS, "(psutil's facts)")
                    rows.append(["ctop " + words, f"{ours:.0f}", name,
                                 f"{theirs:.0f}", f"{ours / theirs:.2f}",
                                 f"at most {target}" if target else ""])
            self.table(f"Batch, {count} idle processes", ["command", "CPU ms", "against",
                       "CPU ms", "ratio", "target"], rows)

    def seed(self):
        def times(command):
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            return [float(word) for word in done.stdout.split()]
        rows = []
        for name, command, target in (
                ("ctop", [self.program("oneshot")], "at least 2.4"),
                ("psutil", [sys.executable, "-c", PSUTIL_SIX], "")):
            apart, together = times(command)
            rows.append([name, f"{apart / 1000:.1f}", f"{together / 1000:.1f}",
                         f"{apart / together:.2f}", target])
        self.table("Six facts of a process: one by one against a oneshot",
                   ["library", "us one by one", "us together", "gain", "target"], rows)

    # What a person waits for

    def key(self):
        count = 10000 if 8000 in self.procs else max(self.procs)
        rows = []
        with Idle(self.build, count):
            for name, command in (("ctop", [self.ctop, "--no-config", "-d", "1", "-s", "pid:asc"]),
                                  ("htop", ["htop", "-d", "10", "-s", "PID"])):
                if not shutil.which(command[0]):
                    continue
                done = subprocess.run([self.program("keytime"), "key", "300", "PID", "--",
                                       *command], env=self.env, capture_output=True, text=True)
                if done.returncode != 0:
                    rows.append([name, done.stderr.strip(), "", "", "", ""])
                    continue
                rows.append([name, *done.stdout.split(),
                             "p99 at most 50 (10,000)" if name == "ctop" else ""])
        self.table(f"From key to changed screen, {count} idle processes, ticks of 1 s",
                   ["monitor", "p50 ms", "p99 ms", "most ms", "not answered", "target"], rows)

    def windows(self):
        program = os.path.join(os.path.dirname(self.build), "windows", "bench", "bench_snapshot.exe")
        script = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "scripts", "wine.sh")
        prefix = os.path.join(os.path.dirname(self.build), "windows", "wine")
        if not os.path.exists(program):
            print("\nNo ctop.exe: what Windows' list of processes saves is not measured.")
            return
        runs = [subprocess.run([script, prefix, program], env=self.env, capture_output=True, text=True,
                               check=True).stdout.split() for _ in range(self.rounds)]
        apart, once, listed = (min(float(run[i]) for run in runs) for i in range(3))
        rows = [[name, f"{us:.1f}", f"{us / listed:.1f}"]
                for name, us in (("one call each, opened for each", apart), ("opened once", once),
                                 ("ctop's list", listed))]
        self.table("Six facts of a process on Windows (Wine)", ["way", "us per process", "of the list"], rows)

    def panels(self):
        panels.measure(self)

    def start(self):
        for count in self.procs:
            rows = []
            with Idle(self.build, count):
                for name, command, text in self.monitors():
                    if text is None:
                        continue
                    done = [subprocess.run([self.program("keytime"), "first", text, "--",
                                            *command], env=self.env, capture_output=True,
                                           text=True) for _ in range(self.rounds)]
                    taken = [float(run.stdout) for run in done if run.returncode == 0]
                    rows.append([name, f"{min(taken):.0f}" if taken else "never",
                                 f"{max(taken):.0f}" if taken else ""])
            self.table(f"Start to first frame, {count} idle processes",
                       ["monitor", "ms, least", "ms, most"], rows)


def main():
    sections = ["seed", "batch", "tick", "footprint", "key", "start", "panels", "windows"]
    parser = argparse.ArgumentParser(description="what ctop costs, beside others")
    parser.add_argument("build")
    parser.add_argument("--only", default=",".join(sections),
                        type=lambda text: text.split(","))
    parser.add_argument("--procs", default=[500, 2000, 8000],
                        type=lambda text: [int(word) for word in text.split(",")])
    parser.add_argument("--ticks", type=int, default=10, help="seconds to watch each monitor")
    parser.add_argument("--rounds", type=int, default=2, help="of what is run more than once")
    options = parser.parse_args()
    if isinstance(options.only, str):
        options.only = options.only.split(",")
    for name in options.only:
        if name not in (*sections, "memory"):
            parser.error(f"no section '{name}'")
    bench = Bench(options)
    try:
        uname = os.uname()
        print(f"{uname.sysname} {uname.release} {uname.machine}, {os.cpu_count()} CPUs, "
              f"{time.strftime('%Y-%m-%d')}")
        for name in options.only:
            getattr(bench, name)()
    finally:
        shutil.rmtree(bench.home)


if __name__ == "__main__":
    main()
