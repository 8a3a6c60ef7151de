#!/usr/bin/env python3
"""ctop.exe as a program: what it needs, what it prints and where, how it ends."""
import csv
import io
import json
import os
import subprocess
import sys

BINARY = os.environ["CTOP_BINARY"]
EMULATOR = os.environ["CTOP_EMULATOR"].split("|")
# What every Windows 10 has; msvcrt.dll is the C library that came with it.
SYSTEM_DLLS = {"advapi32.dll", "iphlpapi.dll", "kernel32.dll", "msvcrt.dll", "ntdll.dll", "psapi.dll",
               "user32.dll", "ws2_32.dll"}
TIMEOUT = 120
failures = []


def check(condition, what):
    if not condition:
        failures.append(what)
        print("not so:", what)


def run(*arguments, **more):
    return subprocess.run([*EMULATOR, BINARY, *arguments], stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=TIMEOUT, check=False, **more)


def needs_no_dll_of_its_own():
    lines = subprocess.run([os.environ["CTOP_OBJDUMP"], "-p", BINARY], capture_output=True, text=True,
                           check=True).stdout.split("\n")
    dlls = {line.split()[-1].lower() for line in lines if "DLL Name:" in line}
    check(dlls and dlls <= SYSTEM_DLLS, f"needs only DLLs of Windows: {sorted(dlls - SYSTEM_DLLS)}")
    flags = "\n".join(lines)
    for flag in ("DYNAMIC_BASE", "NX_COMPAT", "HIGH_ENTROPY_VA"):
        check(flag in flags, f"is linked with {flag}")


def tells_version_and_help():
    version = run("-V")
    check(version.returncode == 0 and version.stdout.startswith(b"ctop ") and b"windows" in version.stdout,
          f"-V names the version and the system: {version}")
    help_ = run("--help")
    check(help_.returncode == 0 and b"--list-columns" in help_.stdout, "--help lists the options")
    check(b"\r" not in version.stdout + help_.stdout, "lines end in \\n")


def prints_a_table_where_there_is_no_screen():
    table = run("--no-config", "-b")
    check(table.returncode == 0 and table.stderr == b"", f"-b ends well: {table.returncode} {table.stderr}")
    check(b" PID " in table.stdout and b"ctop.exe" in table.stdout, "the table has a heading and ctop itself")
    for group in ("cgroup", "runtime", "netns"):
        refused = run("--no-config", "-b", "-g", group)
        check(refused.returncode == 2 and refused.stdout == b"" and group.encode() in refused.stderr,
              f"-g {group} is not offered: {refused}")
    piped = run("--no-config")
    check(piped.returncode == 0 and b" PID " in piped.stdout, "without a console it prints as with -b")


def json_and_csv_can_be_read():
    out = run("--no-config", "-b", "-J", "-o", "pid,name,cmdline,username,rss", "-P", "process,system").stdout
    data = json.loads(out)
    check(data["platform"] == "windows", "the platform has psutil's name")
    check(any("ctop.exe" in (row["name"] or "") for row in data["processes"]), "ctop is among the processes")
    check(b"\r" not in out, "no line of JSON ends in \\r\\n")
    out = run("--no-config", "-b", "--format", "csv", "-o", "pid,name").stdout
    rows = list(csv.DictReader(io.StringIO(out.decode(), newline="")))
    check(b"\r" not in out and any("ctop.exe" in row["name"] for row in rows), "CSV can be read, lines end in \\n")


def what_windows_never_tells_is_left_out_for_people():
    text = run("--no-config", "-b", "-P", "system,net").stdout.decode()
    for absent in ("load_average", "iowait", "steal", "WAIT%", "NICE%", "pressure", "FLAGS"):
        check(absent not in text, f"{absent} is not in a table")
    for present in ("virtual_memory", "SYS%", "MTU"):
        check(present in text, f"{present} is in a table")
    system = json.loads(run("--no-config", "-b", "-J", "-P", "system").stdout)["system"]
    check(system["load_average"] == [None] * 3, "JSON has the keys of every system")


def errors_go_to_stderr_with_the_status_of_the_contract():
    bad = run("--no-config", "-b", "-o", "usss")
    check(bad.returncode == 2 and bad.stdout == b"" and b"ctop: " in bad.stderr, f"a bad column is an error: {bad}")
    check(b"'uss'" in bad.stderr, "what was meant is told")
    bad = run("-b", "--config", "C:\\nowhere\\ctoprc")
    check(b"nowhere" in bad.stderr, f"a config that is not there is told: {bad}")


def the_command_line_is_any_text():
    for text in ("漢字", "é", "🙂", 'a "b" c'):
        bad = run("--no-config", "-b", "-s", text, env={**os.environ, "LC_ALL": "C.UTF-8"})
        check(bad.returncode == 2 and text in bad.stderr.decode(), f"{text} arrives: {bad.stderr}")
    good = run("--no-config", "-b", "-J", "-o", "pid,cmdline", "-f", "cmdline~漢字$ or name~^CTOP", "-f",
               "cmdline~'漢字'", env={**os.environ, "LC_ALL": "C.UTF-8"})
    rows = json.loads(good.stdout)["processes"]
    check(len(rows) == 1 and "漢字" in " ".join(rows[0]["cmdline"]), f"a filter finds it: {rows}")


def a_reader_that_leaves_is_no_error():
    child = subprocess.Popen([*EMULATOR, BINARY, "--no-config", "-b", "-J", "-n", "1000", "-d", "0.1"],
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    child.stdout.read(10)
    child.stdout.close()
    error = child.stderr.read()
    status = child.wait(timeout=TIMEOUT)
    check(status == 0 and error == b"", f"a broken pipe ends quietly: {status} {error}")


def main():
    needs_no_dll_of_its_own()
    tells_version_and_help()
    prints_a_table_where_there_is_no_screen()
    json_and_csv_can_be_read()
    what_windows_never_tells_is_left_out_for_people()
    errors_go_to_stderr_with_the_status_of_the_contract()
    the_command_line_is_any_text()
    a_reader_that_leaves_is_no_error()
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
