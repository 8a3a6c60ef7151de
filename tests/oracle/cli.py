"""Exit codes and messages: bad usage, streams that refuse, a machine without /proc."""
import json
import os
import signal
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
import harness

# What is wrong, and the word that the one line on standard error must name.
BAD_USAGE = [
    (["--no-such-option"], "no-such-option"), (["-Z"], "Z"), (["-o", "pid,usss"], "usss"),
    (["-o", "+nothing"], "nothing"), (["-o", "-nothing"], "nothing"), (["-o", ""], "-o"),
    (["-P", "proces"], "proces"), (["-s", "usss"], "usss"), (["-s", "uss:up"], "up"),
    (["-u", "no-such-user"], "no-such-user"), (["-p", "12x"], "12x"), (["-p", "-5"], "-5"),
    (["-d", "fast"], "fast"), (["-d", "0.01"], "0.01"), (["-d", "nan"], "nan"),
    (["-n", "many"], "many"), (["-n", "-1"], "-1"), (["-l", "1e3"], "1e3"),
    (["-f", "uss>"], "'>'"), (["-f", "uss>10Q"], "'Q'"), (["-f", "usss>1"], "usss"),
    (["-f", "(name=a"], "("), (["-f", "name~["], "["), (["--format", "xml"], "xml"),
    (["--memtype", "virt"], "virt"), (["--footprint-budget", "lots"], "lots"),
    (["--footprint-budget", "-3"], "-3"), (["--color", "maybe"], "maybe"), (["-n"], "n"),
    (["stray"], "stray"), (["--patience", "x"], "x"),
]


class BadUsage(unittest.TestCase):
    def test_each_bad_word_is_named_on_standard_error_with_status_2(self):
        for arguments, word in BAD_USAGE:
            with self.subTest(arguments=arguments):
                done = harness.ctop("-b", *arguments)
                error = done.stderr.decode()
                self.assertEqual(done.returncode, 2, error)
                self.assertEqual(done.stdout, b"")
                self.assertIn(word, error)
                self.assertTrue(error.startswith("ctop: "), error)
                # A filter shows the expression and a caret below its line.
                limit = 3 if arguments[0] == "-f" else 1
                self.assertLessEqual(error.count("\n"), limit, error)

    def test_a_hostile_word_is_made_printable(self):
        done = harness.ctop("-b", "-o", b"pid,\x1b[31m\xff")
        self.assertEqual(done.returncode, 2)
        self.assertNotIn(b"\x1b", done.stderr)
        self.assertNotIn(b"\xff", done.stderr)

    def with_config(self, text):
        """What ctop does with such a config, which it leaves alone; and where the config was."""
        with tempfile.NamedTemporaryFile("w", suffix="rc") as config:
            config.write(text)
            config.flush()
            done = subprocess.run([harness.BINARY, "--config", config.name, "-b", "-l", "1"],
                                  env=harness.environment(), stdin=subprocess.DEVNULL,
                                  capture_output=True)
            with open(config.name, encoding="ascii") as again:
                self.assertEqual(again.read(), text)
            return done, config.name

    def test_a_bad_config_line_is_named_and_nothing_is_overwritten(self):
        done, name = self.with_config("delay = 2\nsort = usss\n")
        error = done.stderr.decode()
        self.assertIn(name, error)
        self.assertIn("2", error)
        self.assertIn("usss", error)
        self.assertIn(done.returncode, (0, 2))

    def test_a_setting_that_is_not_known_is_named_with_file_and_line(self):
        done, name = self.with_config("delay = 2\nsotr = uss\n")
        self.assertEqual(done.returncode, 2)
        self.assertEqual(done.stderr.decode(), f"ctop: {name}:2: no setting 'sotr'; "
                                               "did you mean 'sort'?\n")


class Done(unittest.TestCase):
    def test_help_and_version_succeed(self):
        for option in ("-h", "--help", "-V", "--version", "--list-columns"):
            done = harness.ctop(option)
            self.assertEqual(done.returncode, 0, option)
            self.assertGreater(len(done.stdout), 20)
            self.assertEqual(done.stderr, b"")

    def test_no_match_is_no_failure(self):
        done = harness.ctop("-b", "-J", "-f", "name=no-process-has-this-name")
        self.assertEqual(done.returncode, 0)
        self.assertEqual(json.loads(done.stdout)["processes"], [])

    def test_a_pid_that_is_not_there_is_no_failure(self):
        self.assertEqual(harness.document("-p", "4194304")["processes"], [])

    def test_without_a_terminal_one_iteration_is_printed(self):
        done = harness.ctop("-o", "pid")
        self.assertEqual(done.returncode, 0)
        self.assertIn(str(os.getpid()), done.stdout.decode().split())

    @unittest.skipUnless(os.stat("/proc/1").st_uid == 0, "process 1 is not root's here")
    def test_a_user_can_be_a_name_or_a_number(self):
        by_name = harness.processes("-u", "root", "-o", "pid,euid")
        by_number = harness.processes("-u", "0", "-o", "pid,euid")
        self.assertIn(1, by_name)
        self.assertTrue(all(row["euid"] == 0 for row in by_name.values()))
        self.assertIn(1, by_number)

    def test_list_columns_as_json_names_the_default_columns(self):
        keys = harness.columns()
        for key in "pid username nice uss pss swap status cpu_percent cmdline".split():
            self.assertIn(key, keys)


class Streams(unittest.TestCase):
    def test_a_reader_that_leaves_ends_it_quietly(self):
        for ignored in (False, True):
            read, write = os.pipe()
            process = subprocess.Popen(
                [harness.BINARY, "--no-config", "-b", "-n", "1000000", "-d", "0.1", "-o", "all"],
                stdout=write, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                env=harness.environment(),
                preexec_fn=(lambda: signal.signal(signal.SIGPIPE, signal.SIG_IGN))
                if ignored else None, restore_signals=not ignored)
            os.close(write)
            os.read(read, 100)
            os.close(read)
            _, error = process.communicate()
            self.assertEqual(error, b"")
            self.assertIn(process.returncode, (0, -signal.SIGPIPE))

    def test_a_full_disk_is_a_failure_with_a_message(self):
        for arguments in (["-b"], ["-b", "-J"], ["-b", "--format", "csv"], ["--help"],
                          ["--list-columns"], ["-V"]):
            with open("/dev/full", "wb") as full:
                done = harness.ctop(*arguments, stdout=full)
            self.assertEqual(done.returncode, 1, arguments)
            self.assertIn(b"No space", done.stderr)
            self.assertEqual(done.stderr.count(b"\n"), 1)

    def test_a_disk_that_fills_up_on_a_long_line_is_said_too(self):
        long = subprocess.Popen([sys.executable, "-c", "input()", *["word"] * 20000],
                                stdin=subprocess.PIPE)
        try:
            for form in ("table", "json", "csv"):
                with open("/dev/full", "wb") as full:
                    done = harness.ctop("-b", "-p", str(long.pid), "-o", "cmdline", "--format",
                                        form, stdout=full)
                self.assertEqual(done.returncode, 1, form)
                self.assertIn(b"No space", done.stderr)
                self.assertEqual(done.stderr.count(b"\n"), 1)
        finally:
            long.communicate(b"\n")

    def test_closed_standard_streams_are_survived(self):
        for closing in ("<&-", "2>&-", "<&- 2>&-"):
            done = subprocess.run(["sh", "-c", f'exec "$0" --no-config -b -l 1 {closing}',
                                   harness.BINARY], env=harness.environment(),
                                  capture_output=True)
            self.assertEqual(done.returncode, 0, closing)
            self.assertGreater(len(done.stdout), 10)
        done = subprocess.run(["sh", "-c", 'exec "$0" --no-config -b -l 1 >&-', harness.BINARY],
                              env=harness.environment(), capture_output=True)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        # What is opened next must not stand in for it, and be written to.
        done = subprocess.run(["sh", "-c", 'exec "$0" --no-config -J -n 1000000 -d 0.1 >&-',
                               harness.BINARY], env=harness.environment(), capture_output=True)
        self.assertEqual((done.returncode, done.stderr), (0, b""))

    def test_a_signal_ends_batch_by_that_signal(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            process = subprocess.Popen(
                [harness.BINARY, "--no-config", "-b", "-n", "1000000", "-d", "0.1", "-o", "pid"],
                stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, env=harness.environment())
            process.stdout.readline()
            process.send_signal(number)
            process.communicate()
            self.assertIn(process.returncode, (-number, 128 + number))


class Machine(unittest.TestCase):
    def test_without_proc_it_says_so_in_one_line(self):
        with tempfile.TemporaryDirectory() as empty:
            done = harness.ctop("-b", "--root", empty)
            self.assertEqual(done.returncode, 1)
            self.assertEqual(done.stderr.count(b"\n"), 1)
            self.assertIn(b"proc", done.stderr)
            self.assertEqual(done.stdout, b"")

    @harness.needs_root
    def test_an_unmounted_proc_is_said_in_one_line(self):
        done = subprocess.run(
            ["unshare", "-m", "sh", "-c",
             'mount -t tmpfs none /proc || exit 77; exec "$0" --no-config -b', harness.BINARY],
            env=harness.environment(), stdin=subprocess.DEVNULL, capture_output=True)
        if done.returncode == 77 or b"unshare" in done.stderr:
            self.skipTest("cannot mount here")
        if harness.SANITIZED and b"Sanitizer" in done.stderr:
            self.skipTest("the sanitizer itself needs /proc")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(done.stderr.count(b"\n"), 1)
        self.assertIn(b"/proc", done.stderr)

    def test_locales_without_utf8_get_ascii(self):
        for locale in ("C", "POSIX", "no_SUCH.locale"):
            done = harness.ctop("-b", env=harness.environment(LC_ALL=locale))
            self.assertEqual(done.returncode, 0)
            done.stdout.decode("ascii")

    def test_json_is_utf8_in_every_locale(self):
        with harness.Child("known", "grün".encode()) as child:
            done = harness.ctop("-b", "-J", "-o", "pid,cmdline", "-p", str(child.pid),
                                env=harness.environment(LC_ALL="C"))
            self.assertEqual(json.loads(done.stdout)["processes"][0]["cmdline"][-1], "grün")

    def test_a_terminal_nobody_knows_is_refused_in_words_or_works(self):
        for term in ("no-such-terminal", "", "dumb", None):
            env = harness.environment(TERM=term)
            with harness.Screen([harness.BINARY, "--no-config", "-n", "2", "-d", "0.1"],
                                env=env) as screen:
                status = screen.wait()
                self.assertTrue(os.WIFEXITED(status), term)
                if os.WEXITSTATUS(status) != 0:
                    self.assertEqual(os.WEXITSTATUS(status), 1)
                    self.assertIn(b"ctop: ", bytes(screen.output))

    def test_the_screen_ends_after_the_iterations_asked_for(self):
        with harness.Screen([harness.BINARY, "--no-config", "-n", "2", "-d", "0.1"]) as screen:
            self.assertEqual(screen.wait(), 0)
            self.assertIn(b"PID", bytes(screen.output))

    def test_the_screen_ends_when_its_terminal_goes_away(self):
        screen = harness.Screen([harness.BINARY, "--no-config"])
        with screen:
            screen.expect(b"PID")
            os.close(screen.fd)
            screen.fd = os.open("/dev/null", os.O_RDONLY)
            screen.wait(keep_reading=False)


if __name__ == "__main__":
    harness.main()
