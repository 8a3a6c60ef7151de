"""`ctop -P service` against systemctl, in a systemd that was booted for the purpose."""
import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
import harness
import systemd

UNITS = {
    "one.service": "[Unit]\nDescription=One \u00e4 \x1b[31m\n[Service]\nExecStart=/bin/sleep 1000\n",
    "many.service": "[Service]\nUser=nobody\n"
                    "ExecStart=/bin/sh -c \"sleep 1001 & sleep 1002 & sleep 1003 & wait\"\n",
    "busy.service": "[Service]\nExecStart=/bin/sh -c \"while :; do :; done\"\n",
    "bad.service": "[Service]\nExecStart=/bin/false\n",
    "once.service": "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\n",
    "past.service": "[Service]\nType=oneshot\nExecStart=/bin/true\n",
    "each@.service": "[Service]\nExecStart=/bin/sleep 20%i\n",
    "bytes@.service": "[Unit]\nDescription=Of %I\n[Service]\nExecStart=/bin/sleep 1005\n",
    "later.timer": "[Timer]\nOnActiveSec=100000\nUnit=one.service\n",
    "door.socket": "[Socket]\nListenStream=/run/door\nService=one.service\n",
    "off.service": "[Service]\nExecStart=/bin/sleep 1004\n[Install]\nWantedBy=multi-user.target\n",
}
ALL = ("name,kind,status,sub_state,start_type,username,pid,binpath,unit_file,cgroup,memory,"
       "cpu_time,num_procs,num_threads,rss,uss,pss,since,description")
KINDS = ("-f", "kind~.")
NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")


def setUpModule():
    global copy
    why = systemd.why_not()
    if why is not None:
        raise unittest.SkipTest(why)
    copy = harness.readable_copy()


def tearDownModule():
    shutil.rmtree(copy)


def ctop(machine, *args, before=(), **options):
    return machine.run(*before, os.path.join(copy, "ctop"), "--no-config", "-b", *args,
                       env=harness.environment(), **options)


def document(machine, *args, **options):
    return json.loads(ctop(machine, "-J", *args, **options).stdout)


def services(machine, *args, **options):
    done = document(machine, "-P", "service", *args, **options)
    if done["services"] is None:
        raise AssertionError(done)
    return {row["name"]: row for row in done["services"]}


def shown(machine, name):
    """systemctl show, as a dictionary."""
    lines = machine.run("systemctl", "show", name).stdout.splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


class Watch:
    """ctop printing again and again while things happen."""

    def __init__(self, machine, *args, before=()):
        self.process = machine.start(
            *before, os.path.join(copy, "ctop"), "--no-config", "-b", "-J", "-P", "service",
            "-n", "100000", "-d", "0.1", "-o", ALL.replace(",memory", ""), *args,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
            env=harness.environment())

    def __enter__(self):
        return self

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)  # nsenter and what it started

    def __exit__(self, *_):
        self.kill()
        self.process.stdout.close()
        self.process.wait()

    def until(self, condition, what):
        """Reads documents until one is as it should be; its rows by name."""
        timer = threading.Timer(systemd.PATIENCE, self.kill)
        timer.start()
        try:
            for line in self.process.stdout:
                document = json.loads(line)
                self.time = document["time"]
                rows = {r["name"]: r for r in document["services"] or ()}
                if condition(rows):
                    return rows
        finally:
            timer.cancel()
        raise AssertionError(f"ctop never showed: {what}")


class Booted(unittest.TestCase):
    """One machine for all tests of a class."""
    BUS = True

    @classmethod
    def setUpClass(cls):
        cls.machine = systemd.Systemd(UNITS, bus=cls.BUS, shared=[copy])
        cls.machine.__enter__()
        cls.addClassCleanup(cls.machine.stop)
        cls.machine.run("systemctl", "start", "each@7.service", "off.service")
        cls.machine.wait_for(lambda: all(
            shown(cls.machine, name)["ActiveState"] == state
            for name, state in (("bad.service", "failed"), ("one.service", "active"))), "units")
        # From here on nothing changes by itself.
        cls.machine.wait_for(lambda: not cls.machine.run(
            "systemctl", "list-jobs", "--no-legend").stdout.strip(), "no jobs")


class Facts(Booted):
    def test_units_are_those_of_systemctl(self):
        rows = services(self.machine, *KINDS, "-o", "name,kind,status,sub_state,description")
        listed = json.loads(self.machine.run(
            "systemctl", "list-units", "--all", "-o", "json").stdout)
        expected = {u["unit"]: u for u in listed
                    if (u["load"], u["active"]) != ("not-found", "inactive")}
        self.assertEqual(set(rows), set(expected))
        for name, unit in expected.items():
            row = rows[name]
            self.assertEqual(row["status"], unit["active"], name)
            self.assertEqual(row["sub_state"], unit["sub"], name)
            self.assertEqual(row["description"], unit["description"], name)
            self.assertEqual(row["kind"], name.rsplit(".", 1)[1], name)

    def test_only_services_are_shown_unless_the_filter_is_about_kinds(self):
        self.assertEqual({r["name"].rsplit(".", 1)[1] for r in services(self.machine).values()},
                         {"service"})
        rows = services(self.machine, "-f", "kind=timer or kind=socket")
        self.assertIn("later.timer", rows)
        self.assertIn("door.socket", rows)
        self.assertNotIn("one.service", rows)

    def test_every_service_is_what_systemctl_shows(self):
        rows = services(self.machine, "-o", ALL)
        for name in [*UNITS, "each@7.service", "dbus.service"]:
            if "@." in name or not name.endswith(".service"):
                continue
            row, show = rows[name], shown(self.machine, name)
            self.assertEqual(row["pid"] or 0, int(show["MainPID"]), name)
            self.assertEqual(row["unit_file"], show["FragmentPath"], name)
            self.assertEqual(row["start_type"] or "", show["UnitFileState"], name)
            self.assertEqual(row["cgroup"] or "", show.get("ControlGroup", ""), name)
            self.assertEqual(row["username"], show.get("User") or "root", name)
            argv = re.search(r"argv\[\]=(.*?) ;", show["ExecStart"]).group(1)
            self.assertEqual(row["binpath"].replace('"', ""), argv, name)
            key = ("ActiveEnterTimestamp" if show["ActiveState"] == "active"
                   else "InactiveEnterTimestamp")
            told = self.machine.run("date", "-d", show[key], "+%s").stdout
            self.assertEqual(int(row["since"]), int(told), name)

    def test_what_starts_services_is_what_systemctl_shows(self):
        rows = services(self.machine, *KINDS, "-o", "name,start_type,unit_file,pid,since")
        for name in ("later.timer", "door.socket"):
            show = shown(self.machine, name)
            self.assertEqual(rows[name]["start_type"], show["UnitFileState"], name)
            self.assertEqual(rows[name]["unit_file"], show["FragmentPath"], name)
            self.assertIsNone(rows[name]["pid"])
        self.assertEqual(rows["init.scope"]["missing"]["start_type"], "unsupported")

    def test_words_of_services_that_ended_well_and_badly(self):
        rows = services(self.machine)
        self.assertEqual([rows[n]["status"] for n in ("bad.service", "once.service", "one.service")],
                         ["failed", "active", "active"])
        self.assertEqual(rows["once.service"]["sub_state"], "exited")
        self.assertIsNone(rows["once.service"]["pid"])
        self.assertEqual(rows["once.service"]["num_procs"], 0)
        self.assertEqual(rows["off.service"]["start_type"], "disabled")
        self.assertEqual(rows["one.service"]["start_type"], "static")

    def test_sums_are_those_of_the_processes_of_the_group(self):
        both = document(self.machine, "-P", "process,service")
        rows = {r["name"]: r for r in both["services"]}
        by_pid = {p["pid"]: p for p in both["processes"]}
        for name, count in (("many.service", 4), ("one.service", 1), ("each@7.service", 1)):
            row = rows[name]
            group = shown(self.machine, name)["ControlGroup"]
            pids = [int(p) for p in
                    self.machine.run("cat", f"/sys/fs/cgroup{group}/cgroup.procs").stdout.split()]
            self.assertEqual(len(pids), count, name)
            self.assertEqual(row["num_procs"], count, name)
            for key in ("uss", "pss"):
                self.assertEqual(row[key], sum(by_pid[p][key] for p in pids), (name, key))

    def test_time_of_the_control_group_is_the_kernels(self):
        def usage():
            text = self.machine.run(
                "cat", "/sys/fs/cgroup/system.slice/busy.service/cpu.stat").stdout
            return int(re.search(r"usage_usec (\d+)", text).group(1)) / 1e6
        before = usage()
        row = services(self.machine, "-o", "name,cpu_time,cpu_percent")["busy.service"]
        self.assertLessEqual(before, row["cpu_time"])
        self.assertLessEqual(row["cpu_time"], usage())
        self.assertGreater(row["cpu_percent"], 0)

    def test_memory_is_the_groups_where_there_is_such_a_controller(self):
        row = services(self.machine, "-o", "name,memory")["one.service"]
        path = "/sys/fs/cgroup/system.slice/one.service/memory.current"
        done = self.machine.run("cat", path, check=False)
        if done.returncode == 0:
            self.assertLess(abs(row["memory"] - int(done.stdout)), 1 << 20)
        else:
            self.assertIsNone(row["memory"])
            self.assertEqual(row["missing"]["memory"], "unsupported")

    def test_processes_know_their_service_and_fold_by_it(self):
        rows = document(self.machine, "-o", "pid,service,cgroup")["processes"]
        main = {r["service"]: r["pid"] for r in rows}
        self.assertEqual(main["one.service"], int(shown(self.machine, "one.service")["MainPID"]))
        groups = {g["group"]: g for g in
                  document(self.machine, "-g", "service", "-o", "group,processes")["groups"]}
        self.assertEqual(groups["many.service"]["processes"], 4)

    def test_json_has_the_whole_record_and_what_is_asked_for(self):
        record = {"name", "display_name", "status", "start_type", "username", "pid", "binpath", "description"}
        self.assertLessEqual(record, services(self.machine)["one.service"].keys())
        row = services(self.machine, "-o", "+since,-binpath")["one.service"]
        self.assertLessEqual(record - {"binpath"} | {"since"}, row.keys())
        self.assertNotIn("binpath", row)
        self.assertEqual(services(self.machine, "-o", "name,pid")["one.service"].keys() - {"missing"},
                         {"name", "pid"})
        self.assertEqual((services(self.machine)["many.service"]["username"],
                          services(self.machine)["one.service"]["binpath"]),
                         ("nobody", "/bin/sleep 1000"))

    def test_sort_filter_and_columns_are_about_services_when_they_are_alone(self):
        done = ctop(self.machine, "-P", "service", "-o", "name,num_procs", "-s",
                    "num_procs:desc", "-f", "num_procs>1", "--format", "csv").stdout.splitlines()
        self.assertEqual(done, ["name,num_procs,incomplete", "many.service,4,"])
        table = ctop(self.machine, "-P", "service", "-f", "name~^one").stdout
        self.assertIn("One \u00e4 ", table)
        self.assertNotIn("\x1b", table)

    def test_what_is_asked_once_is_not_asked_again(self):
        def calls(iterations):
            said = ctop(self.machine, "-P", "service", "-n", str(iterations), "-d", "0.1",
                        "--stats").stderr
            return int(re.search(r"services: systemd at \S+private, (\d+) calls", said).group(1))
        once = calls(1)
        # To be told, the list, how each is started, and of what runs its process and group.
        rows = services(self.machine, "-f", "kind~^(service|timer|socket|path)$")
        active = [r for r in services(self.machine).values() if r["status"] != "inactive"]
        self.assertEqual(once, 2 + len(rows) + 2 * len(active))
        self.assertEqual(calls(10), once)

    def test_only_what_is_shown_is_asked(self):
        def calls(columns):
            said = ctop(self.machine, "-P", "service", "-o", columns, "-s", "name",
                        "--stats").stderr
            return int(re.search(r"private, (\d+) calls", said).group(1))
        rows = services(self.machine, "-f", "kind~^(service|timer|socket|path)$")
        own = [n for n in rows if n.endswith(".service")]
        self.assertEqual(calls("name,status,sub_state,description"), 2)
        self.assertEqual(calls("name,username"), 2 + len(own))
        self.assertEqual(calls("name,unit_file"), 2 + len(rows))


class Changes(Booted):
    def test_what_happens_to_units_is_shown(self):
        run = self.machine.run
        with Watch(self.machine) as watch:
            rows = watch.until(lambda r: "one.service" in r, "anything")
            pid = rows["one.service"]["pid"]
            run("systemctl", "restart", "one.service")
            rows = watch.until(lambda r: r["one.service"]["pid"] not in (pid, None), "a restart")
            self.assertEqual(rows["one.service"]["pid"],
                             int(shown(self.machine, "one.service")["MainPID"]))
            run("kill", "-9", str(rows["one.service"]["pid"]))
            watch.until(lambda r: r["one.service"]["status"] == "failed", "a failure")
            run("systemctl", "start", "one.service")
            watch.until(lambda r: r["one.service"]["status"] == "active", "a start")
            run("systemctl", "stop", "many.service")
            # Processes are read a moment before or after the services are.
            watch.until(lambda r: "many.service" not in r or
                        (r["many.service"]["status"], r["many.service"]["num_procs"],
                         r["many.service"]["pid"]) == ("inactive", 0, None), "a stop")
            run("systemctl", "start", "each@8.service")
            rows = watch.until(lambda r: "each@8.service" in r, "an instance")
            self.assertEqual(rows["each@8.service"]["binpath"], "/bin/sleep 208")
            run("systemctl", "enable", "off.service")
            watch.until(lambda r: r["off.service"]["start_type"] == "enabled", "enabled")
            run("systemctl", "disable", "off.service")
            watch.until(lambda r: r["off.service"]["start_type"] == "disabled", "disabled")

    def test_a_change_costs_a_handful_of_calls_and_nothing_costs_none(self):
        def used(happens):
            """Calls of a ctop that looks on while something happens."""
            watch = self.machine.start(
                os.path.join(copy, "ctop"), "--no-config", "-b", "-P", "service", "-n", "30",
                "-d", "0.1", "--stats", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, text=True, env=harness.environment())
            # It waits with a full pipe while something happens: most of its ticks come after that.
            fcntl.fcntl(watch.stdout, fcntl.F_SETPIPE_SZ, 4096)
            with watch:
                watch.stdout.readline()
                happens()
                said = watch.communicate(timeout=systemd.PATIENCE)[1]
            return int(re.search(r"private, (\d+) calls", said).group(1))

        def restart():
            self.machine.run("systemctl", "restart", "one.service")

        quiet = used(lambda: None)
        self.assertEqual(used(lambda: None), quiet)
        # The list, when it was unloaded in between, and a few properties of this one.
        self.assertIn(used(restart) - quiet, range(1, 9))

    def test_a_reload_hides_nothing_that_runs(self):
        with Watch(self.machine, *KINDS) as watch:
            rows = watch.until(lambda r: "one.service" in r, "anything")
            # What needs nothing to be loaded for and is always there.
            always = {"one.service", "busy.service", "door.socket", "later.timer"}
            self.assertLessEqual(always, rows.keys())
            for _ in range(5):
                self.machine.run("systemctl", "daemon-reload")
                now = time.time()
                watch.until(lambda r: self.assertLessEqual(always, r.keys()) or watch.time > now + 0.001,
                            "a later tick")

    def test_files_that_are_written_while_it_looks(self):
        run = self.machine.run
        with Watch(self.machine) as watch:
            watch.until(lambda r: "one.service" in r, "anything")
            self.machine.write("new.service", "[Unit]\nDescription=first\n"
                               "DefaultDependencies=no\n[Service]\nExecStart=/bin/sleep 30\n")
            run("systemctl", "daemon-reload")
            run("systemctl", "start", "new.service")
            rows = watch.until(lambda r: r.get("new.service", {}).get("status") == "active", "new")
            self.assertEqual(rows["new.service"]["description"], "first")
            self.machine.write("new.service", "[Unit]\nDescription=second\n"
                               "DefaultDependencies=no\n[Service]\nUser=nobody\n"
                               "ExecStart=/bin/sleep 31\n")
            run("systemctl", "daemon-reload")
            rows = watch.until(lambda r: r["new.service"]["description"] == "second", "a reload")
            self.assertEqual(rows["new.service"]["username"], "nobody")
            self.assertEqual(rows["new.service"]["binpath"], "/bin/sleep 31")
            run("systemctl", "stop", "new.service")
            run("rm", "/etc/systemd/system/new.service")
            run("systemctl", "daemon-reload")
            watch.until(lambda r: "new.service" not in r, "that it is gone")

    def test_a_systemd_that_starts_itself_anew_is_found_again(self):
        for before in ((), NOBODY):
            with Watch(self.machine, before=before) as watch:
                watch.until(lambda r: "one.service" in r, "anything")
                self.machine.run("systemctl", "daemon-reexec")
                self.machine.run("systemctl", "restart", "one.service")
                pid = int(shown(self.machine, "one.service")["MainPID"])
                watch.until(lambda r: r.get("one.service", {}).get("pid") == pid,
                            "what came after")

    def test_a_bus_that_is_restarted_is_found_again(self):
        with Watch(self.machine, before=NOBODY) as watch:
            watch.until(lambda r: "one.service" in r, "anything")
            self.machine.run("systemctl", "restart", "dbus.service")
            self.machine.run("systemctl", "restart", "one.service")
            pid = int(shown(self.machine, "one.service")["MainPID"])
            watch.until(lambda r: r.get("one.service", {}).get("pid") == pid, "what came after")


class Others(Booted):
    def test_nobody_sees_the_same_but_not_into_others_processes(self):
        keys = "name,status,sub_state,start_type,username,pid,binpath,unit_file,cgroup,num_procs"
        mine = services(self.machine, "-o", keys)
        theirs = services(self.machine, "-o", keys, before=NOBODY)
        self.assertEqual(mine, theirs)
        rows = services(self.machine, "-o", "name,uss,rss", before=NOBODY)
        self.assertIsNone(rows["one.service"]["uss"])
        self.assertEqual(rows["one.service"]["missing"]["uss"], "denied")
        self.assertEqual(rows["one.service"]["coverage"]["uss"], {"ok": 0, "denied": 1})
        self.assertGreater(rows["one.service"]["rss"], 0)
        self.assertGreater(rows["many.service"]["uss"], 0)

    def test_calls_over_the_bus_are_no_more(self):
        def calls(iterations):
            done = ctop(self.machine, "-P", "service", "-n", str(iterations), "-d", "0.1",
                        "--stats", before=NOBODY)
            self.assertEqual(done.stdout.count("one.service "), iterations)
            return int(re.search(r"services: systemd at the system bus, (\d+) calls",
                                 done.stderr).group(1))
        self.assertEqual(calls(1), calls(10))

    def test_a_systemd_that_hangs_keeps_nobody_waiting(self):
        os.kill(self.machine.pid, signal.SIGSTOP)
        try:
            done = document(self.machine, "-P", "process,service", "--patience", "0.5")
        finally:
            os.kill(self.machine.pid, signal.SIGCONT)
        self.assertIsNone(done["services"])
        self.assertIn(done["missing"]["services"], ("pending", "stuck"))
        self.assertEqual(done["notes"]["services"], "systemd has not answered within 0.5 s")
        self.assertTrue(done["processes"])


class Alone(Booted):
    """Without a bus, and at last without the library."""
    BUS = False

    def test_root_needs_no_bus_and_others_are_told(self):
        self.assertEqual(services(self.machine)["one.service"]["status"], "active")
        done = ctop(self.machine, "-P", "service", before=NOBODY)
        self.assertRegex(done.stderr, "^ctop: no services: systemd does not answer: ")
        done = document(self.machine, "-P", "service", before=NOBODY)
        self.assertIsNone(done["services"])
        self.assertEqual(done["missing"], {"services": "unsupported"})
        self.assertRegex(done["notes"]["services"], "^systemd does not answer: ")

    def test_a_list_that_systemd_cannot_send_is_its_own_fault(self):
        """A description that is not UTF-8: no D-Bus message can hold it."""
        self.machine.run("systemctl", "start", "bytes@\\xff.service")
        try:
            listed = self.machine.run("systemctl", "list-units", check=False).returncode == 0
            done = ctop(self.machine, "-P", "service")
        finally:
            self.machine.run("systemctl", "stop", "bytes@\\xff.service")
        if listed:
            self.assertIn("one.service", done.stdout)
        else:
            self.assertEqual(done.stderr, "ctop: no services: systemd does not list its units: "
                             "Invalid argument\n")

    def test_a_systemd_that_hangs_is_said_to(self):
        os.kill(self.machine.pid, signal.SIGSTOP)
        try:
            done = ctop(self.machine, "-P", "service", "--patience", "10")
        finally:
            os.kill(self.machine.pid, signal.SIGCONT)
        self.assertEqual(done.stderr,
                         "ctop: no services: systemd has not answered within 2 s\n")

    def test_zz_without_the_library_the_rest_works(self):
        self.machine.run("sh", "-c", "rm -f $(find /lib/ /usr/lib -name 'libsystemd.so.0*')")
        done = document(self.machine, "-P", "process,service")
        self.assertEqual(done["notes"]["services"], "libsystemd.so.0 is not here")
        self.assertTrue(done["processes"])


class WithoutSystemd(unittest.TestCase):
    """Where something else is the first process."""

    def note(self, prepare, command="sh"):
        script = ("mount -t tmpfs tmpfs /run && mount -t proc proc /proc && "
                  f"{prepare} && exec {command} -c '\"$0\" --no-config -b -J -P service; true' "
                  f"{copy}/ctop")
        done = subprocess.run(
            ["unshare", "--mount", "--pid", "--fork", "--kill-child=KILL", "--propagation",
             "private", "sh", "-c", script], env=harness.environment(), check=True,
            capture_output=True, text=True, timeout=systemd.PATIENCE, stdin=subprocess.DEVNULL)
        found = json.loads(done.stdout)
        self.assertIsNone(found["services"])
        self.assertEqual(found["missing"]["services"], "unsupported")
        return found["notes"]["services"]

    def test_a_shell_is_no_service_manager(self):
        self.assertEqual(self.note("true"),
                         "PID 1 is sh: no service manager that ctop knows (a container)")

    def test_others_are_called_by_their_name(self):
        for directory, name in (("/run/openrc", "OpenRC"), ("/run/runit", "runit"),
                                ("/run/s6-rc", "s6"), ("/run/dinitctl", "dinit")):
            self.assertTrue(self.note(f"mkdir {directory}").startswith(
                name + " manages services here"), directory)
        for program, name in (("runit", "runit"), ("s6-svscan", "s6"), ("dinit", "dinit")):
            self.assertTrue(self.note(f"cp /bin/sh /run/{program}", f"/run/{program}").startswith(
                name + " manages services here"), program)

    def test_a_captured_tree_has_none(self):
        tree = os.path.join(os.path.dirname(__file__), "..", "fixtures")
        root = next(os.path.join(tree, d) for d in sorted(os.listdir(tree))
                    if os.path.isdir(os.path.join(tree, d, "proc")))
        done = harness.document("--root", root, "-P", "service")
        self.assertIsNone(done["services"])
        self.assertIn("captured", done["notes"]["services"])


if __name__ == "__main__":
    unittest.main()
