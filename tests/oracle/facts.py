"""What an independent reader says about a process: psutil where it has the
fact, /proc read in the plainest way otherwise.  Keys are ctop's.

facts(pid) gives a dictionary; a fact that may not be read is DENIED, one that
this process does not have is NONE.  A process that is gone raises Gone.
"""
import os
import pwd
import re

import psutil

PAGE = os.sysconf("SC_PAGE_SIZE")
TICK = os.sysconf("SC_CLK_TCK")
DENIED, NONE = object(), object()

PF_KTHREAD = 0x200000
# A kernel thread or a zombie has no address space: it uses nothing, and that is known.
MEMORY = ("uss", "pss", "pss_anon", "pss_file", "pss_shmem", "swap_pss", "private_clean",
          "private_dirty", "private_hugetlb", "shared_clean", "shared_dirty", "shared_hugetlb",
          "referenced", "lazyfree", "peak_rss",
          "peak_vms", "rss_anon", "rss_file", "rss_shmem", "swap", "hugetlb", "ksm")

POLICIES = {0: "other", 1: "fifo", 2: "rr", 3: "batch", 4: "iso", 5: "idle",
            6: "deadline", 7: "ext"}


class Gone(Exception):
    pass


def read(pid, name):
    try:
        with open(f"/proc/{pid}/{name}", "rb") as file:
            return file.read()
    except PermissionError:
        return DENIED
    except (FileNotFoundError, ProcessLookupError):
        if name not in ("stat", "status") and os.path.exists(f"/proc/{pid}"):
            return NONE
        raise Gone from None


def link(pid, name):
    try:
        return os.readlink(f"/proc/{pid}/{name}".encode())
    except PermissionError:
        return DENIED
    except (FileNotFoundError, ProcessLookupError):
        if os.path.exists(f"/proc/{pid}"):
            return NONE
        raise Gone from None


def text(data):
    """Bytes as ctop's JSON has them: what is not UTF-8 is U+FFFD, one for each bad byte."""
    if data is DENIED or data is NONE:
        return data
    return data.decode("utf-8", "one_per_byte")


def one_per_byte(error):
    return "\ufffd" * (error.end - error.start), error.end


def table(data, multiply=1):
    """Lines 'Key:  value [kB]' as a dictionary of numbers."""
    rows = {}
    for line in data.splitlines():
        key, _, rest = line.partition(b":")
        found = re.match(rb"\s*(\d+)", rest)
        if found:
            rows.setdefault(key.decode(), int(found[1]) * multiply)
    return rows


def whole(value, data):
    """value, or why there is none: the data it came from."""
    return data if data is DENIED or data is NONE else value()


def psutil_facts(process, want_all):
    with process.oneshot():
        times = process.cpu_times()
        memory = process.memory_info()
        switches = process.num_ctx_switches()
        yield "ppid", process.ppid()
        yield "status", process.status()
        yield "create_time", process.create_time()
        yield "cpu_times_user", times.user
        yield "cpu_times_system", times.system
        yield "cpu_time", times.user + times.system
        yield "cpu_num", process.cpu_num()
        yield "nice", process.nice()
        yield "num_threads", process.num_threads()
        yield "uid", process.uids().real
        yield "gid", process.gids().real
        yield "terminal", process.terminal() or NONE
        yield "ctx_switches", switches.voluntary + switches.involuntary
        yield "ctx_switches_voluntary", switches.voluntary
        yield "ctx_switches_involuntary", switches.involuntary
        yield "rss", memory.rss
        yield "vms", memory.vms
        yield "shared", memory.shared
        yield "text", memory.text
        yield "data", memory.data
        yield "memory_percent", process.memory_percent()


def guarded(process, method, names, pick):
    try:
        value = getattr(process, method)()
    except psutil.AccessDenied:
        return {name: DENIED for name in names}
    return {name: pick(value, name) for name in names}


def footprint(pid):
    names = {"uss": None, "pss": "Pss", "pss_anon": "Pss_Anon", "pss_file": "Pss_File",
             "pss_shmem": "Pss_Shmem", "swap_pss": "SwapPss",
             "private_clean": "Private_Clean", "private_dirty": "Private_Dirty",
             "private_hugetlb": "Private_Hugetlb", "shared_hugetlb": "Shared_Hugetlb",
             "shared_clean": "Shared_Clean", "shared_dirty": "Shared_Dirty",
             "referenced": "Referenced", "lazyfree": "LazyFree", "ksm": "KSM"}
    data = read(pid, "smaps_rollup")
    if data is DENIED or data is NONE or data == b"":
        return {name: data if data is DENIED else NONE for name in names}
    rows = table(data.split(b"\n", 1)[1], 1024)
    facts = {name: rows.get(row, NONE) for name, row in names.items() if row}
    facts["uss"] = sum(rows.get(row, 0) for row in
                       ("Private_Clean", "Private_Dirty", "Private_Hugetlb"))
    return facts


def switches_of_threads(pid):
    total = 0
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            data = read(pid, f"task/{task}/schedstat")
            total += int(data.split()[2]) if isinstance(data, bytes) and data else 0
    except (FileNotFoundError, ProcessLookupError):
        raise Gone from None
    return total


def from_proc(pid):
    stat = read(pid, "stat")
    name = stat[stat.index(b"(") + 1:stat.rindex(b")")]
    rest = stat[stat.rindex(b")") + 1:].split()
    status = table(read(pid, "status"))
    ids = re.search(rb"^Uid:\s+\d+\s+(\d+)", read(pid, "status"), re.M)
    arguments = read(pid, "cmdline")
    netns = link(pid, "ns/net")
    facts = {
        "pid": pid, "tgid": pid,
        "euid": int(ids[1]),
        "kernel": int(rest[6]) & PF_KTHREAD != 0,
        "pgrp": int(rest[2]), "session": int(rest[3]),
        "netns": whole(lambda: int(netns[len("net:["):-1]), netns),
        "minor_faults": int(rest[7]), "major_faults": int(rest[9]),
        "priority": int(rest[15]),
        "rt_priority": int(rest[37]),
        "policy": POLICIES.get(int(rest[38]), NONE),
    }
    if arguments not in (DENIED, NONE):
        words = arguments.split(b"\0")
        if words[-1] == b"":
            words.pop()
        facts["cmdline"] = [text(word) for word in words]
        base = os.path.basename(words[0]) if words else b""
        if len(name) == 15 and base.startswith(name):
            name = base
    facts["name"] = text(name)
    try:
        facts["username"] = pwd.getpwuid(facts["euid"]).pw_name
    except KeyError:
        facts["username"] = str(facts["euid"])
    for key, row in {"peak_rss": "VmHWM", "peak_vms": "VmPeak", "rss_anon": "RssAnon",
                     "rss_file": "RssFile", "rss_shmem": "RssShmem", "swap": "VmSwap",
                     "hugetlb": "HugetlbPages"}.items():
        facts[key] = status[row] * 1024 if row in status else NONE
    io = read(pid, "io")
    for key, row in {"read_count": "syscr", "write_count": "syscw",
                     "read_bytes": "read_bytes", "write_bytes": "write_bytes",
                     "read_chars": "rchar", "write_chars": "wchar"}.items():
        facts[key] = whole(lambda row=row: table(io)[row], io)
    for key in ("oom_score", "oom_score_adj"):
        data = read(pid, key)
        facts[key] = whole(lambda data=data: int(data), data)
    # Which of its threads ran, only they tell.
    facts["switches_of_threads"] = switches_of_threads(pid)
    delay = read(pid, "schedstat")
    facts["run_delay"] = whole(lambda: int(delay.split()[1]) / 1e9, delay)
    for key in ("exe", "cwd"):
        facts[key] = text(link(pid, key))
    return facts


def facts(pid):
    """Everything known of the process, or Gone."""
    try:
        process = psutil.Process(pid)
        known = from_proc(pid)
        known.update(psutil_facts(process, True))
        known.update(footprint(pid))
        known.update(guarded(process, "num_fds", ["num_fds"], lambda value, _: value))
        if known.pop("kernel") or known["status"] == psutil.STATUS_ZOMBIE:
            known.update({key: 0 for key in MEMORY})
            known.update(exe=NONE)
        return known
    except (psutil.NoSuchProcess, Gone):
        raise Gone from None


import codecs  # noqa: E402  the handler above needs its name first
codecs.register_error("one_per_byte", one_per_byte)
