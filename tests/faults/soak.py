"""A soak, not one of the default tests: soak.py [SECONDS] keeps the screen busy in a fork storm.

Descriptors, threads and memory must be level between the first tenth and the end.
"""
import os
import random
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
import harness

KEYS = [b"t", b"H", b"M", b"P", b"U", b"I", b"\r", b"\x1b", b"\x1b[B", b"\x1b[6~", b"/a\x1b", b"?\x1b"]


def use(pid):
    with open(f"/proc/{pid}/status") as status:
        rows = dict(line.split(":", 1) for line in status)
    return {"fds": len(os.listdir(f"/proc/{pid}/fd")), "threads": int(rows["Threads"]),
            "rss": int(rows["VmRSS"].split()[0]) << 10}


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 300
    chance = random.Random(1)
    env = harness.environment(TERM="xterm-256color", HOME="/nonexistent")
    command = [harness.BINARY, "--no-config", "--readonly", "-d", "0.1", "-o", "+pss,+num_fds,+exe"]
    with harness.Child("storm", "16"), harness.Screen(command, env=env) as screen:
        end, early = time.monotonic() + seconds, None
        while (left := end - time.monotonic()) > 0:
            screen.send(chance.choice(KEYS))
            screen.read(0.05)
            screen.output.clear()
            if early is None and left < seconds * 0.9:
                early = use(screen.pid)
        late = use(screen.pid)
        os.kill(screen.pid, signal.SIGTERM)
        screen.wait()
    print(f"early {early}\nlate  {late}")
    level = late["fds"] <= early["fds"] + 2 and late["threads"] <= early["threads"] + 4 and \
        late["rss"] <= early["rss"] + (4 << 20)
    print("level" if level else "NOT LEVEL")
    return 0 if level else 1


if __name__ == "__main__":
    sys.exit(main())
