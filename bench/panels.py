"""A machine with many interfaces and disks, and what a tick with the panels open costs there.

Interfaces are veth pairs of a network namespace, disks loop devices of empty files: both
need root, and are gone when the measurement ends.  Units belong to a systemd of its own.
"""
import contextlib
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tests/support"))
import systemd

INTERFACES, DISKS, UNITS, RUNNING = 1000, 200, 500, 50


def run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout


@contextlib.contextmanager
def interfaces(count):
    """A network namespace with so many interfaces, all up, every other with an address; its name."""
    name = f"ctop-bench-{os.getpid()}"
    run("ip", "netns", "add", name)
    try:
        run("ip", "-n", name, "-batch", "-", input="".join(
            f"link add left{i} up type veth peer name right{i}\nlink set right{i} up\n"
            f"address add 10.{i >> 8}.{i & 255}.1/24 dev left{i}\n" for i in range(count // 2)))
        yield name
    finally:
        run("ip", "netns", "del", name)


@contextlib.contextmanager
def disks(count):
    """So many loop devices."""
    made = []
    with tempfile.TemporaryDirectory() as folder:
        try:
            for i in range(count):
                path = os.path.join(folder, str(i))
                with open(path, "wb") as file:
                    file.truncate(1 << 20)
                made.append(run("losetup", "--find", "--show", path).strip())
            yield
        finally:
            for device in made:
                run("losetup", "--detach", device)


def units(count, running):
    """So many services, some of them with a process."""
    done = "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\n"
    runs = "[Service]\nExecStart=/bin/sleep 100000\n"
    return {f"bench{i}.service": runs if i < running else done for i in range(count)}


def watch(bench, prefix, panels):
    """ms per tick of ctop with each of these panels open: the least of some rounds."""
    seen = {}
    for names in list(panels) * bench.rounds:
        command = [*prefix, bench.ctop, "--no-config", "-d", "1", "-P", names]
        cpu, _ = bench.watch(command, bench.ticks)
        seen[names] = min(seen.get(names, cpu), cpu)
    return seen


def table(bench, what, seen, once):
    least = seen["process"]
    rows = [[f"ctop -P {names}", f"{ms:.2f}", f"{ms - least:.2f}"] for names, ms in seen.items()]
    rows += [[" ".join(command) + ", once", f"{bench.cost([*prefix, *command]):.2f}", ""]
             for prefix, command in once]
    bench.table(f"CPU per tick with panels open: {what}",
                ["command", "ms per tick", "of it for the panels"], rows)


def measure(bench):
    """The tables of bench.py's section "panels"."""
    with interfaces(INTERFACES) as namespace, disks(DISKS):
        inside = ["ip", "netns", "exec", namespace]
        seen = watch(bench, inside, ["process", "process,net", "process,disk", "process,net,disk"])
        table(bench, f"{INTERFACES} interfaces, {DISKS} disks", seen,
              [(inside, ["ip", "-s", "address"]), ([], ["lsblk"])])
    reason = systemd.why_not()
    if reason is not None:
        print(f"\nNo figures for services: {reason}")
        return
    with systemd.Systemd(units(UNITS, RUNNING), shared=[bench.build, bench.home]) as machine:
        seen = watch(bench, machine.enter, ["process", "process,service"])
        table(bench, f"{UNITS} units, {RUNNING} of them running", seen,
              [(machine.enter, ["systemctl", "list-units", "--all", "-o", "json"])])
