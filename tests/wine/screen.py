#!/usr/bin/env python3
"""ctop.exe on a terminal: Wine's console in tmux, keys typed, what is on the screen read back.

Nothing measures time: whatever is waited for has as long as a slow machine needs.
"""
import os
import re
import shlex
import shutil
import subprocess
import tempfile
import time
import unittest

BINARY = os.environ["CTOP_BINARY"]
SHOWN = os.path.join(os.environ["CTOP_CHILDREN"], "child_shown_windows.exe")
DEMO = os.path.join(os.environ["CTOP_CHILDREN"], "program_term_demo.exe")
EMULATOR = os.environ["CTOP_EMULATOR"].split("|")
PATIENCE = 180  # seconds; only what hangs needs them
# The selected row, and the heading, in the default scheme's 16 colours.
SELECTED, HEADING = "\033[46m", "\033[42m"
# The status of a program that a fault ends (0xC0000005), as far as a shell sees it.
ENDED_BY_FAULT = 0x05
# Text that would quit, kill and sort if it were keys.
HOSTILE = "qqq kkk 9\rq\ry\r PMT q x Z q"


def attributes_gone(text):
    return re.sub(r"\033\[[0-9;]*m", "", text)


class Terminal:
    """A shell in a tmux of its own, which ends with this test, however that ends."""

    def __init__(self, cols=132, rows=40):
        self.directory = tempfile.mkdtemp(prefix="ctop")
        env = {name: value for name, value in os.environ.items()
               if name not in ("TMUX", "NO_COLOR", "ENV")}
        self.env = {**env, "LC_ALL": "C.UTF-8", "TERM": "screen"}
        self.tmux("new-session", "-d", "-x", str(cols), "-y", str(rows), "sh")
        # Its input ends with this process.
        self.guard = subprocess.Popen(["sh", "-c", 'read -r _; tmux -S "$1/socket" kill-server; rm -rf "$1"',
                                       "sh", self.directory], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                      stderr=subprocess.DEVNULL, start_new_session=True)
        self.text("PS1='rea''dy> '; clear")
        self.keys("Enter")
        self.wait("ready>")

    def tmux(self, *arguments):
        command = ["tmux", "-u", "-f", "/dev/null", "-S", os.path.join(self.directory, "socket")]
        done = subprocess.run([*command, *arguments], env=self.env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, check=True, timeout=PATIENCE)
        return done.stdout.decode("utf-8", "replace")

    def keys(self, *names):
        self.tmux("send-keys", *names)

    def text(self, text):
        self.tmux("send-keys", "-l", text)

    def paste(self, text):
        self.tmux("set-buffer", text)
        self.tmux("paste-buffer")

    def run(self, *command):
        """Starts it; the shell says its status, then when the terminal's modes are as before.

        Wine's console is a program of its own, which may end a moment later.
        """
        words = shlex.join([*EMULATOR, *command])
        self.text(f"clear; m=$(stty -g); {words}; echo \"status=$?.\"; "
                  "until [ \"$(stty -g)\" = \"$m\" ]; do sleep 0.1; done; echo 'modes'=same")
        self.keys("Enter")

    def colored(self):
        # The second half of a wide character is one without width.
        return self.tmux("capture-pane", "-p", "-e").replace("\u200b", "")

    def screen(self):
        return attributes_gone(self.colored())

    def wait_for(self, holds, what):
        """Until what holds says of the screen is true; returns that."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = holds(self.colored())
            if found:
                return found
            time.sleep(0.1)
        raise AssertionError(f"no {what} on:\n{self.screen()}")

    def wait(self, *texts):
        for text in texts:
            self.wait_for(lambda screen, text=text: text in attributes_gone(screen), repr(text))

    def wait_gone(self, text):
        self.wait_for(lambda screen: text not in attributes_gone(screen), f"end of {text!r}")

    def settled(self):
        """The screen once it stays the same: Wine draws row by row."""
        before = None
        while (now := self.screen()) != before:
            before = now
            time.sleep(0.3)
        return now

    def close(self):
        self.guard.stdin.close()
        self.guard.wait()


def processes(screen):
    """The pids of the list from the top, and the place of the selected one."""
    pids, selected = [], None
    for line in screen.split("\n"):
        row = re.match(r" *(\d+) \S", attributes_gone(line))
        if row:
            if SELECTED in line.split(row[1])[0]:
                selected = len(pids)
            pids.append(int(row[1]))
    return pids, selected


class Screen(unittest.TestCase):
    def setUp(self):
        self.terminal = Terminal()
        self.addCleanup(self.terminal.close)

    def start(self, *arguments):
        self.terminal.run(BINARY, "--no-config", *arguments)
        self.terminal.wait("ctop", "Processes", "ctop.exe", "F10Quit")

    def expect_end(self, status):
        """It has ended with that, and the terminal can be used."""
        self.terminal.wait(f"status={status}.", "modes=same")
        self.terminal.text("echo us''able")
        self.terminal.keys("Enter")
        self.terminal.wait("usable")

    def selected(self):
        def find(screen):
            pids, at = processes(screen)
            return at is not None and (pids, at)
        return self.terminal.wait_for(find, "selected row")

    def test_the_selection_moves_and_q_quits(self):
        self.start()
        self.terminal.keys("N")
        self.terminal.wait_for(lambda screen: re.search("PID[△▽]", attributes_gone(screen)),
                               "order by pid")
        self.terminal.keys("Up")
        pids, at = self.selected()
        first = pids[at]

        def moved_down(screen):
            pids, at = processes(screen)
            return at is not None and at > 0 and pids[at - 1] == first
        self.terminal.keys("Down")
        self.terminal.wait_for(moved_down, f"selection below {first}")
        self.terminal.keys("Up")
        self.terminal.wait_for(
            lambda screen: (lambda pids, at: at is not None and pids[at] == first)(*processes(screen)),
            f"selection on {first}")
        self.assertIn(HEADING, self.terminal.colored())
        self.terminal.keys("q")
        self.expect_end(0)

    def test_it_sorts_by_another_column(self):
        self.start()
        self.terminal.wait("CPU%▽")
        self.terminal.keys("T")
        self.terminal.wait("TIME▽")
        self.terminal.keys("F6")
        self.terminal.wait("Sort by")
        self.terminal.keys("Escape")
        self.terminal.wait_gone("Sort by")
        self.terminal.keys("I")
        self.terminal.wait("TIME△")
        self.terminal.keys("F10")
        self.expect_end(0)

    def test_help_lists_what_there_is_here(self):
        missed = {"draw the screen again", "num_handles"}

        def top_of(screen):
            """Its first line; what there is on it is looked at."""
            text = attributes_gone(screen)
            # Neither keys nor columns of other systems.
            for absent in ("back to the shell", "what the process has open", "oom_score"):
                self.assertNotIn(absent, text)
            missed.difference_update([wanted for wanted in missed if wanted in text])
            return text.split("\n", 1)[0]

        self.start()
        end = time.monotonic() + PATIENCE
        # What a page has that was turned before it was drawn is seen the next time.
        while missed and time.monotonic() < end:
            self.terminal.keys("F1")
            self.terminal.wait("show only what an expression matches")
            for _ in range(4):
                top = top_of(self.terminal.settled())
                self.terminal.keys("NPage")
                self.terminal.wait_for(lambda screen, top=top: top_of(screen) != top, "next page")
            self.terminal.keys("Escape")
            self.terminal.wait("Processes")
        self.assertEqual(missed, set())
        self.terminal.keys("q")
        self.expect_end(0)

    def test_services_have_a_panel_and_details(self):
        self.start()
        self.terminal.keys("s")
        self.terminal.wait("Services", "Eventlog", "running")
        self.terminal.keys("Tab")
        self.terminal.keys("Home")
        self.terminal.keys("Enter")
        self.terminal.wait("display_name", "binpath")
        self.assertNotIn("unit_file", self.terminal.screen())
        self.terminal.keys("Escape")
        self.terminal.wait("Processes")
        self.terminal.keys("s")
        self.terminal.wait_gone("Eventlog")
        self.terminal.keys("q")
        self.expect_end(0)

    def test_a_process_gets_another_class_and_is_ended(self):
        mark = f"ended-{os.getpid()}"
        child = subprocess.Popen([*EMULATOR, SHOWN, "-", "0", "0", "1", mark], stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE)
        self.addCleanup(child.stdout.close)
        self.addCleanup(child.wait)
        self.addCleanup(child.stdin.close)
        for word in (b"started", b"ready"):
            self.assertEqual(child.stdout.readline().strip(), word)
        self.terminal.run(BINARY, "--no-config", "-o", "pid,nice,name", "-f",
                          f"name=child_shown_windows.exe and cmdline~{mark}")
        def wait_nice(nice):
            # Its row: the name alone is in the line that tells the filter, too.
            row = re.compile(rf"(?m)^ *\d+ +{nice} child_shown")
            self.terminal.wait_for(lambda screen: row.search(attributes_gone(screen)),
                                   f"nice value {nice}")
        self.terminal.wait("F10Quit")
        wait_nice(0)
        for key, nice in (("F8", 10), ("F8", 19), ("F7", 10)):
            self.terminal.keys(key)
            wait_nice(nice)
        self.terminal.keys("F9")
        self.terminal.wait("SIGTERM", "SIGSTOP")
        self.terminal.keys("Enter")
        self.terminal.wait("SIGTERM to", "done", "Processes 0 of")
        # Its end is real; what it ended with Wine does not tell the system below it.
        child.wait(timeout=PATIENCE)
        self.terminal.keys("q")
        self.expect_end(0)

    def test_readonly_touches_nothing(self):
        self.start("--readonly", "-f", "name=ctop.exe")
        self.terminal.keys("F9")
        self.terminal.wait("--readonly")
        self.terminal.keys("q")
        self.expect_end(0)

    def test_settings_are_saved_where_nobody_expects_them_and_read_back(self):
        folder = tempfile.mkdtemp(prefix="ctop")
        self.addCleanup(shutil.rmtree, folder)
        config = "Z:" + folder.replace("/", "\\") + "\\é漢\\ctoprc"
        self.terminal.run(BINARY, "--config", config)
        self.terminal.wait("CPU%▽", "F10Quit")
        self.terminal.keys("T")
        self.terminal.wait("TIME▽")
        self.terminal.keys("W")
        self.terminal.wait("saved to")
        self.terminal.keys("q")
        self.expect_end(0)
        with open(os.path.join(folder, "é漢", "ctoprc"), "rb") as file:
            saved = file.read()
        self.assertIn(b"sort = cpu_time:desc\n", saved)
        self.assertNotIn(b"\r", saved)
        self.terminal.text("clear")
        self.terminal.keys("Enter")
        self.terminal.run(BINARY, "--config", config)
        self.terminal.wait("TIME▽")
        self.terminal.keys("q")
        self.expect_end(0)

    def test_what_is_pasted_is_text_and_never_keys(self):
        self.start()
        self.terminal.paste(HOSTILE)
        # A paste ends when nothing more comes for a moment: two ticks are more than that.
        for _ in range(2):
            top = self.terminal.screen().split("\n", 1)[0]
            self.terminal.wait_for(
                lambda screen, top=top: attributes_gone(screen).split("\n", 1)[0] != top, "next tick")
        self.terminal.keys("F4")
        self.terminal.wait("Filter:")
        self.terminal.paste("name=ctop.exe or name=漢字.exe")
        self.terminal.wait("name=ctop.exe or name=漢字.exe")
        self.terminal.keys("Enter")
        self.terminal.wait_for(lambda screen: len(processes(screen)[0]) == 1, "single process")
        self.terminal.keys("q")
        self.expect_end(0)

    def test_a_larger_terminal_does_no_harm(self):
        # Wine does not look at the terminal's size again.
        self.start()
        self.terminal.tmux("resize-window", "-x", "140", "-y", "45")
        self.terminal.keys("F1")
        self.terminal.wait("show only what an expression matches")
        self.terminal.keys("Escape")
        self.terminal.wait("Processes")
        self.terminal.keys("q")
        self.terminal.wait("status=0.")

    def test_it_starts_at_eighty_columns(self):
        self.terminal.tmux("resize-window", "-x", "80", "-y", "24")
        self.start()
        self.assertRegex(self.terminal.screen().split("\n")[0], r"^ctop .* \d\d:\d\d:\d\d$")
        self.terminal.keys("q")
        self.expect_end(0)

    def test_ctrl_c_ends_it(self):
        # On a Unix terminal it is a signal to everything in the foreground, the shell's list as well.
        mark = f"name={os.getpid()}c"
        self.start("-f", f"{mark} or name=ctop.exe")
        self.assertTrue(running(mark))
        self.terminal.keys("C-c")
        self.terminal.wait_gone("Processes")
        self.wait_ended(mark)
        self.terminal.text("until [ \"$(stty -g)\" = \"$m\" ]; do sleep 0.1; done; echo 'modes'=same")
        self.terminal.keys("Enter")
        self.terminal.wait("modes=same")

    def wait_ended(self, mark):
        end = time.monotonic() + PATIENCE
        while running(mark) and time.monotonic() < end:
            time.sleep(0.1)
        self.assertFalse(running(mark))

    def test_it_ends_with_its_terminal(self):
        mark = f"name={os.getpid()}x"
        self.start("-f", f"{mark} or name=ctop.exe")
        self.assertTrue(running(mark))
        self.terminal.close()
        self.wait_ended(mark)


def running(mark):
    """The processes of this system that have the mark in their arguments and are ctop.exe."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                arguments = file.read()
        except OSError:
            continue
        if mark.encode() in arguments and b"ctop.exe" in arguments and b"tmux" not in arguments:
            found.append(int(pid))
    return found


class Console(unittest.TestCase):
    """The console itself, by a program that shows what it was told."""

    def setUp(self):
        self.terminal = Terminal(80, 24)
        self.addCleanup(self.terminal.close)
        self.terminal.run(DEMO)
        self.terminal.wait("event: ready.")

    expect_end = Screen.expect_end

    def test_keys_have_their_names(self):
        for sent, name in (("Up", "up"), ("Down", "down"), ("Left", "left"), ("Right", "right"),
                           ("PPage", "pgup"), ("NPage", "pgdn"), ("IC", "ins"), ("DC", "del"),
                           ("F1", "F1"), ("F4", "F4"), ("F5", "F5"), ("F10", "F10"), ("F12", "F12"),
                           ("C-Right", "ctrl-right"), ("M-Up", "alt-up"), ("C-l", "ctrl-l"),
                           ("M-h", "alt-h"), ("M-H", "alt-H"), ("A", "A"), ("/", "/"), ("Enter", "enter"),
                           ("Tab", "tab"), ("BTab", "backtab"), ("BSpace", "backspace"),
                           ("Escape", "esc"), ("Space", "space"), ("é", "é"), ("漢", "漢")):
            with self.subTest(sent=sent):
                self.terminal.keys(sent)
                self.terminal.wait(f"event: key {name}.")

    def test_a_key_that_comes_in_two_pieces_is_one(self):
        # Wine takes the Escape for a key then, and the rest for characters.
        self.terminal.keys("Escape", "[", "A")
        self.terminal.wait_for(
            lambda screen: re.search(r"event: key (up|A)\.", attributes_gone(screen)), "end of the keys")
        self.terminal.wait("event: key up.", "events: 1 ")

    def test_a_paste_is_one_event(self):
        self.terminal.paste(HOSTILE)
        self.terminal.wait("event: paste", "events: 1 ")

    def test_characters_stand_where_they_belong(self):
        self.terminal.wait("wide: 漢字|e|שלום|", "lines: │─█▼↑|", "bad: �[2J�]0;x���|")
        self.assertEqual(self.terminal.screen().rstrip("\n").split("\n")[23], " " * 79 + "#")

    def test_a_fault_gives_the_console_back(self):
        self.terminal.keys("s")
        self.terminal.wait(f"status={ENDED_BY_FAULT}.", "modes=same")
        self.terminal.text("clear; echo us''able")
        self.terminal.keys("Enter")
        self.terminal.wait("usable")

    def test_so_do_abort_and_a_broken_world(self):
        self.terminal.keys("a")
        self.expect_end(3)
        self.terminal.run(DEMO)
        self.terminal.wait("event: ready.")
        self.terminal.keys("d")
        self.terminal.wait("ctop: the demo was told to")
        self.expect_end(1)


if __name__ == "__main__":
    unittest.main()
