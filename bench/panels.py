"""A machine with many interfaces and disks, and what a tick with the panels open costs there.

Interfaces are veth pairs of a network namespace, disks loop devices of empty files: both
need root, and are gone when the measurement ends.
"""
import contextlib
import os
import subprocess
import tempfile

INTERFACES, DISKS = 1000, 200


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


def measure(bench):
    """The table of bench.py's section "panels"."""
    with interfaces(INTERFACES) as namespace, disks(DISKS):
        inside = ["ip", "netns", "exec", namespace]
        ctop = [*inside, bench.ctop, "--no-config", "-d", "1", "-P"]
        watched = {"process": [*ctop, "process"], "process,net": [*ctop, "process,net"],
                   "process,disk": [*ctop, "process,disk"],
                   "process,net,disk": [*ctop, "process,net,disk"]}
        seen = {}
        for panels, command in list(watched.items()) * bench.rounds:
            cpu, _ = bench.watch(command, bench.ticks)
            seen[panels] = min(seen.get(panels, cpu), cpu)
        once = {"ip -s address": bench.cost([*inside, "ip", "-s", "address"]),
                "cat /proc/diskstats": bench.cost(["cat", "/proc/diskstats"]),
                "lsblk": bench.cost(["lsblk"])}
    rows = [[f"ctop -P {panels}", f"{ms:.2f}", f"{ms - seen['process']:.2f}"]
            for panels, ms in seen.items()]
    rows += [[f"{name}, once", f"{ms:.2f}", ""] for name, ms in once.items()]
    bench.table(f"CPU per tick with panels open: {INTERFACES} interfaces, {DISKS} disks",
                ["command", "ms per tick", "of it for the panels"], rows)
