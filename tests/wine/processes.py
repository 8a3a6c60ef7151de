#!/usr/bin/env python3
"""A process with a known command line, environment, memory and CPU, as ctop.exe reports it."""
import json
import os
import subprocess
import sys
import time

BINARY = os.environ["CTOP_BINARY"]
CHILD = os.path.join(os.environ["CTOP_CHILDREN"], "child_shown_windows.exe")
EMULATOR = os.environ["CTOP_EMULATOR"].split("|")
TIMEOUT = 120
TEXT = "漢字 🙂"
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8", "CTOP_SHOWN": f"a={TEXT}"}
failures = []


def check(condition, what):
    if not condition:
        failures.append(what)
        print("not so:", what)


def ctop(*arguments):
    done = subprocess.run([*EMULATOR, BINARY, "--no-config", "-b", "-J", *arguments], env=ENVIRONMENT,
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT, check=False)
    check(done.returncode == 0 and done.stderr == b"", f"{arguments} ends well: {done.returncode} {done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


class Shown:
    """The child, ready or (wait False) on its way to it, for as long as the block runs."""

    def __init__(self, mib, ms, threads, *more, wait=True):
        self.process = subprocess.Popen([*EMULATOR, CHILD, "-", str(mib), str(ms), str(threads), *more],
                                        env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.wait = wait

    def __enter__(self):
        for word in (b"started", b"ready") if self.wait else (b"started",):
            check(self.process.stdout.readline().strip() == word, f"the child is {word}")
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        if not self.wait:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def find(snapshot, last):
    rows = [row for row in snapshot["processes"]
            if row["cmdline"] and row["cmdline"][0].endswith("child_shown_windows.exe")
            and row["cmdline"][-1] == last]
    check(len(rows) == 1, f"exactly one process ends in {last}: {rows}")
    return rows[0] if rows else None


def a_child_is_reported_as_it_is():
    before = time.time()
    with Shown(64, 400, 3, "b c", TEXT):
        ready = time.time()
        (snapshot,) = ctop("-o", "all,env:CTOP_SHOWN")
    row = find(snapshot, TEXT)
    if row is None:
        return
    check(row["cmdline"][-6:] == ["-", "64", "400", "3", "b c", TEXT], f"its arguments: {row['cmdline']}")
    check(row["name"] == "child_shown_windows.exe" and row["exe"].endswith("\\child_shown_windows.exe"),
          f"its name and path: {row['name']} {row['exe']}")
    check(row["env:CTOP_SHOWN"] == f"a={TEXT}", f"its environment: {row['env:CTOP_SHOWN']}")
    check(row["cwd"][1:3] == ":\\", f"its directory: {row['cwd']}")
    check("\\" in row["username"], f"its user: {row['username']}")
    check(64 << 20 <= row["rss"] < 512 << 20, f"its memory: {row['rss']}")
    check(0.3 <= row["cpu_time"] < 60, f"its CPU time: {row['cpu_time']}")
    check(row["num_threads"] >= 3 and row["num_handles"] > 0, f"threads and handles: {row}")
    check(row["status"] == "running" and row["nice"] == 0, f"its state and class: {row['status']} {row['nice']}")
    check(before - 2 < row["create_time"] < ready + 2, f"when it started: {row['create_time']} {before} {ready}")
    check(abs(row["elapsed"] - (snapshot["time"] - row["create_time"])) < 0.1, f"how long ago: {row['elapsed']}")


def what_windows_has_not_is_not_offered():
    (snapshot,) = ctop("-o", "all")
    row = snapshot["processes"][0]
    for key in ("pss", "swap", "num_fds", "cgroup", "oom_score", "private_clean", "uid", "terminal"):
        check(key not in row, f"{key} is no column")
    for key in ("num_handles", "other_bytes", "virtual", "paged_pool", "ctx_switches", "uss", "session"):
        check(key in row, f"{key} is a column")
    (snapshot,) = ctop()
    check("pss" not in snapshot["processes"][0] and "uss" in snapshot["processes"][0],
          "the default columns are those of them that Windows has")
    (snapshot,) = ctop("-o", "pid,pss")
    check(all(row["missing"]["pss"] == "unsupported" for row in snapshot["processes"]),
          "who asks for one all the same is told")


def ctop_knows_its_own_unique_set():
    (snapshot,) = ctop("-o", "pid,name,rss,uss,footprint_age", "-f", "name=ctop.exe")
    row = snapshot["processes"][0]
    # What Linux counts of rss is behind by some pages of each CPU that it ran on.
    check(0 < row["uss"] <= row["rss"] + (8 << 20), f"uss is a part of rss: {row}")


def who_uses_a_cpu_is_seen_to():
    with Shown(0, 60000, 1, "busy", wait=False):
        deadline = time.time() + TIMEOUT
        row = None
        # What was used is read a moment after the clock: on a machine that is busy both may be off once.
        while time.time() < deadline and (row is None or not 20 <= row["cpu_percent"] <= 110):
            snapshots = ctop("-o", "pid,cmdline,cpu_percent", "-n", "2", "-d", "1", "-f", "cmdline~busy$")
            rows = [r for r in snapshots[-1]["processes"] if r["cmdline"][-1] == "busy"]
            row = rows[0] if rows and rows[0]["cpu_percent"] is not None else None
        check(row is not None and 20 <= row["cpu_percent"] <= 110, f"it is busy: {row}")


def threads_are_rows():
    with Shown(0, 0, 4, "threads"):
        (snapshot,) = ctop("-H", "-o", "pid,tgid,name,cmdline,num_threads,create_time")
    process = find({"processes": [row for row in snapshot["processes"] if row["pid"] == row["tgid"]]}, "threads")
    if process is None:
        return
    threads = [row for row in snapshot["processes"] if row["tgid"] == process["pid"] != row["pid"]]
    check(len(threads) == process["num_threads"] - 1 >= 3, f"one row each but the first: {len(threads)}")
    check(all(row["cmdline"] == process["cmdline"] for row in threads), "they have their process's command line")


TESTS = [a_child_is_reported_as_it_is, what_windows_has_not_is_not_offered, ctop_knows_its_own_unique_set,
         who_uses_a_cpu_is_seen_to, threads_are_rows]
# Somebody is there all the time, so that Wine need not stop and start between tests.
with Shown(0, 0, 1, "keeper"):
    for test in TESTS:
        before = len(failures)
        test()
        print("ok" if len(failures) == before else "FAILED", test.__name__.replace("_", " "))
sys.exit(1 if failures else 0)
