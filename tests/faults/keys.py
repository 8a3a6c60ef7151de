"""Random keys on the screen: whatever is typed, ctop lives, answers and gives the terminal back."""
import os
import random
import signal
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
import harness

SPECIAL = [b"\x1b[A", b"\x1b[B", b"\x1b[C", b"\x1b[D", b"\x1bOA", b"\x1bOB", b"\x1b[H", b"\x1b[F",
           b"\x1b[5~", b"\x1b[6~", b"\x1b[2~", b"\x1b[3~", b"\x1bOP", b"\x1bOQ", b"\x1bOR",
           b"\x1bOS", b"\x1b[15~", b"\x1b[17~", b"\x1b[18~", b"\x1b[19~", b"\x1b[20~", b"\x1bh",
           b"\x1bj", b"\x1bk", b"\x1bl", b"\r", b"\t", b" ", b"\x7f", b"\x1b",
           b"\x1b[M !!", b"\x1b[<0;10;10M", b"\x1b[<0;10;10m", b"\x1b[<64;5;5M",
           b"\x1b[200~kill -9\r\x1b[201~", b"\xff", b"\xe4\xb8", "漢".encode(), b"\x1b[999;999R"]
# Not the keys that end or suspend it.
PLAIN = [bytes([c]) for c in range(1, 127) if chr(c) not in "qQ\x03\x1a\x1c\x1b"]


class Keys(unittest.TestCase):
    def torture(self, seed, size, count):
        chance = random.Random(seed)
        with tempfile.TemporaryDirectory() as home:
            env = harness.environment(TERM="xterm-256color", HOME=home)
            # Read only: a random key must not signal anybody.
            command = [harness.BINARY, "--readonly", "-d", "0.1"]
            with harness.Screen(command, *size, env=env) as screen:
                screen.expect(b"\x1b[")
                for _ in range(count):
                    screen.send(b"".join(chance.choice(chance.choice((SPECIAL, PLAIN)))
                                         for _ in range(chance.randint(1, 8))))
                    if chance.random() < 0.02:
                        screen.resize(chance.randint(1, 60), chance.randint(1, 200))
                    screen.read(0.002)
                    if os.waitid(os.P_PID, screen.pid,
                                 os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
                        break
                else:
                    os.kill(screen.pid, signal.SIGTERM)
                    status = screen.wait()
                    # Or a key of the last ones has ended it just before.
                    self.assertIn(status, (signal.SIGTERM, 0), f"seed {seed}")
                    self.assertIn(b"\x1b[?1049l", bytes(screen.output[-4000:]))
                    return
                # F10 in some menu is the only way out that is left.
                self.assertEqual(screen.wait(), 0, f"seed {seed}: {bytes(screen.output[-400:])!r}")

    def test_random_keys_do_no_harm(self):
        for seed, size in enumerate(((40, 120), (24, 80), (5, 20), (60, 200), (1, 1), (10, 400))):
            with self.subTest(seed=seed, size=size):
                self.torture(seed, size, 400)


if __name__ == "__main__":
    harness.main()
