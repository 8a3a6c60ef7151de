"""A service that this test makes, followed by ctop.exe from its creation to its end.

Its controller (tests/programs/service_windows.c) stays alive throughout, for Wine ends services
with the last ordinary process.  Every change of state is seen half done and done; each time ctop
is asked for it, and so is the driver's watch that the controller has opened at the beginning.

CTOP_BINARY, CTOP_CHILDREN and CTOP_EMULATOR are set by ctest.
"""
import json
import os
import subprocess
import sys

NAME = f"ctop-test-{os.getpid()}"
EMULATOR = [part for part in os.environ.get("CTOP_EMULATOR", "").split("|") if part]
CTOP = os.environ["CTOP_BINARY"]
CONTROLLER = os.path.join(os.environ["CTOP_CHILDREN"], "program_service_windows.exe")
DISPLAY, DESCRIPTION = f"{NAME}: a test's é中", "Made by a test, überall"
FAILED_WITH = 1064


class Failure(Exception):
    pass


def check(holds, *what):
    if not holds:
        raise Failure(" ".join(str(part) for part in what))


class Controller:
    """The program that makes the service, a line at a time."""

    def __init__(self):
        self.process = subprocess.Popen(EMULATOR + [CONTROLLER, "control", NAME], text=True,
                                        encoding="utf-8", stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)

    def ask(self, command):
        """The answer's lines as a dictionary."""
        answer = {}
        print(command, file=self.process.stdin, flush=True)
        for line in self.process.stdout:
            line = line.rstrip("\r\n")
            if line == "ok":
                return answer
            check(not line.startswith("error "), command, "answered", line)
            key, _, value = line.partition("=")
            answer[key] = value
        raise Failure(f"the controller ended at {command}")

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def run_ctop(*arguments):
    done = subprocess.run(EMULATOR + [CTOP, "-b", "--no-config", *arguments], text=True,
                          encoding="utf-8", stdout=subprocess.PIPE, stdin=subprocess.DEVNULL,
                          check=False)
    check(done.returncode == 0, arguments, "ended with", done.returncode)
    return done.stdout


def service_of(document):
    found = [row for row in document["services"] if row["name"] == NAME]
    check(len(found) <= 1, "the service is there", len(found), "times")
    return found[0] if found else None


def compare(row, look, expected):
    """ctop's row, what the watch says, and what must be so."""
    check(row is not None, "ctop does not show the service")
    for key, value in expected.items():
        check(row[key] == value, f"ctop says {key}={row[key]!r}, not {value!r}")
    check(look.get("status") == row["status"], "the watch says", look)
    for key in ("display_name", "description", "binpath", "username", "start_type", "kind"):
        check(look[key] == row[key], f"{key}: {look[key]!r} and {row[key]!r}")
    check(int(look["pid"]) == (row["pid"] or 0), "pids", look["pid"], row["pid"])
    check((look["sub_state"] if look["sub_state"] != "-" else None) == row["sub_state"],
          "sub states", look["sub_state"], row["sub_state"])


def follow(controller, status, running, **more):
    """The service as ctop shows it now."""
    row = service_of(json.loads(run_ctop("-J", "-P", "service", "-o", "all")))
    expected = {"display_name": DISPLAY, "description": DESCRIPTION, "kind": "own",
                "username": "LocalSystem", "status": status, "start_type": "manual",
                "sub_state": None} | more
    compare(row, controller.ask("look"), expected)
    check(row["binpath"].endswith(f'program_service_windows.exe" run {NAME}'), row["binpath"])
    check((row["pid"] is not None) == running, status, "with pid", row["pid"])
    check(row["num_procs"] == (1 if running else 0), row["num_procs"], "processes when", status)
    return row


def check_join(pid):
    """The process has its service, the service what its process uses."""
    document = json.loads(run_ctop("-J", "-P", "process,service"))
    row = service_of(document)
    listed = json.loads(run_ctop("-J", "-o", "pid,name,service,num_threads,rss,cpu_time"))
    process = [p for p in listed["processes"] if p["pid"] == pid]
    check(len(process) == 1, "no process", pid)
    check(process[0]["service"] == NAME, "the process is of", process[0]["service"])
    check(process[0]["name"] == "program_service_windows.exe", process[0]["name"])
    check(row["pid"] == pid, "the service is of process", row["pid"])
    sums = service_of(json.loads(run_ctop("-J", "-P", "service", "-o", "name,num_threads,rss")))
    check(sums["num_threads"] == process[0]["num_threads"], sums, process)
    # It waits: what it has in memory hardly moves.
    check(abs(sums["rss"] - process[0]["rss"]) <= process[0]["rss"] / 10, sums, process)
    found = run_ctop("-f", f"service={NAME}", "-o", "pid")
    check(found.split()[1:] == [str(pid)], "the filter finds", found)


def check_table(status):
    """Text and CSV, and the filter of the panel."""
    lines = run_ctop("-P", "service", "-o", "name,status", "-f", f"name={NAME}").splitlines()
    check(len(lines) == 2 and lines[1].split() == [NAME, status], lines)
    lines = run_ctop("-P", "service", "-o", "name,status,pid", "--format", "csv",
                     "-f", f"name={NAME} status={status}").splitlines()
    check(lines[1].startswith(f"{NAME},{status},"), lines)


def check_life(controller):
    check(service_of(json.loads(run_ctop("-J", "-P", "service"))) is None, "it is there already")
    controller.ask("create")
    follow(controller, "stopped", False)
    controller.ask("start")
    pid = follow(controller, "start_pending", True)["pid"]
    for command, pending, done in (
            (None, None, "running"), ("pause", "pause_pending", "paused"),
            ("continue", "continue_pending", "running")):
        if command:
            controller.ask(command)
            follow(controller, pending, True, pid=pid)
        controller.ask("go")
        follow(controller, done, True, pid=pid)
        check_table(done)
    check_join(pid)
    controller.ask("stop")
    follow(controller, "stop_pending", True, pid=pid)
    controller.ask("go")
    follow(controller, "stopped", False)


def check_failure(controller):
    """How it is configured is asked again when it changes; what it failed with is shown."""
    controller.ask("type 2")
    controller.ask("start")
    controller.ask("go")
    follow(controller, "running", True, start_type="automatic")
    controller.ask("fail")
    controller.ask("go")
    follow(controller, "stopped", False, start_type="automatic", sub_state=f"error {FAILED_WITH}")


def check_end(controller):
    controller.ask("delete")
    check(service_of(json.loads(run_ctop("-J", "-P", "service"))) is None, "it is still there")
    check(controller.ask("look") == {}, "the watch still has it")


def main():
    controller = Controller()
    try:
        for part in (check_life, check_failure, check_end):
            part(controller)
            print("passed:", part.__name__)
    except Failure as failure:
        print("FAILED:", failure)
        return 1
    finally:
        controller.end()
    return 0


if __name__ == "__main__":
    sys.exit(main())
