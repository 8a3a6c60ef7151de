"""System facts of `ctop -b -P system -J` against psutil, free and /proc."""
import os
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
import harness
import psutil


def meminfo():
    with open("/proc/meminfo") as file:
        return {line.split(":")[0]: int(line.split()[1]) * 1024 for line in file}


class System(unittest.TestCase):
    def system(self):
        whole = harness.document("-P", "system")
        self.assertNotIn("processes", whole)
        return whole["system"]

    def near(self, value, *expected, slack=64 << 20):
        """Between what was seen before and after; other programs come and go meanwhile."""
        self.assertGreaterEqual(value, min(expected) - slack)
        self.assertLessEqual(value, max(expected) + slack)

    def test_memory_is_what_meminfo_and_psutil_say(self):
        # Others take memory and give it back between the looks.
        harness.try_again(self.compare_memory)

    def compare_memory(self):
        before, ps_before = meminfo(), psutil.virtual_memory()
        memory = self.system()["virtual_memory"]
        after, ps_after = meminfo(), psutil.virtual_memory()
        self.assertEqual(memory["total"], before["MemTotal"])
        for key, row in (("available", "MemAvailable"), ("free", "MemFree"),
                         ("active", "Active"), ("inactive", "Inactive"),
                         ("buffers", "Buffers"), ("shared", "Shmem"), ("slab", "Slab")):
            self.near(memory[key], before[row], after[row])
        cached = [m["Cached"] + m["SReclaimable"] for m in (before, after)]
        self.near(memory["cached"], *cached)
        self.assertEqual(memory["used"], memory["total"] - memory["available"])
        self.assertAlmostEqual(memory["percent"], 100 * memory["used"] / memory["total"], delta=0.1)
        for key in ("available", "free", "cached", "shared", "slab"):
            self.near(memory[key], getattr(ps_before, key), getattr(ps_after, key))

    def test_memory_is_what_free_prints(self):
        harness.try_again(self.compare_free)

    def compare_free(self):
        lines = subprocess.run(["free", "-b"], capture_output=True, text=True,
                               check=True).stdout.splitlines()
        total = int(lines[1].split()[1])
        available = int(lines[1].split()[6])
        swap = [int(word) for word in lines[2].split()[1:4]]
        system = self.system()
        self.assertEqual(system["virtual_memory"]["total"], total)
        self.near(system["virtual_memory"]["available"], available)
        self.assertEqual(system["swap_memory"]["total"], swap[0])
        self.near(system["swap_memory"]["used"], swap[1])
        self.near(system["swap_memory"]["free"], swap[2])

    def test_swap_counters_lie_between_two_readings_of_psutil(self):
        before = psutil.swap_memory()
        swap = self.system()["swap_memory"]
        after = psutil.swap_memory()
        for key in ("sin", "sout"):
            self.assertGreaterEqual(swap[key], getattr(before, key))
            self.assertLessEqual(swap[key], getattr(after, key))

    def test_cpus_are_counted_and_their_shares_add_up(self):
        system = self.system()
        self.assertEqual(system["cpu_count"], psutil.cpu_count())
        self.assertGreaterEqual(len(system["cpus"]), psutil.cpu_count())
        self.assertGreaterEqual(system["cpu_percent"], 0)
        self.assertLessEqual(system["cpu_percent"], 100)
        for cpu in system["cpus"]:
            shares = [cpu[key] for key in ("user", "nice", "system", "idle", "iowait", "irq",
                                           "softirq", "steal") if cpu.get(key) is not None]
            if shares:
                self.assertAlmostEqual(sum(shares), 100, delta=0.5)

    def test_a_busy_cpu_shows(self):
        def idle():
            times = psutil.cpu_times()
            return times.idle + times.iowait
        busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"])
                for _ in range(psutil.cpu_count())]
        try:
            while any(psutil.Process(process.pid).cpu_times().user < 0.05 for process in busy):
                time.sleep(0.01)
            before = idle()
            document = harness.document("-P", "system")
            # Some of that time at most was idle in ctop's interval: a quota may leave CPUs to nobody.
            rested = idle() - before
        finally:
            for process in busy:
                process.kill()
                process.wait()
        system = document["system"]
        available = document["interval"] * system["cpu_count"]
        self.assertGreater(system["cpu_percent"], 0)
        self.assertGreaterEqual(system["cpu_percent"], 100 - 100 * (rested + 0.02 * system["cpu_count"])
                                / available)

    def test_load_boot_time_and_uptime(self):
        # A load is told anew every five seconds, and clocks are set.
        harness.try_again(self.compare_times)

    def compare_times(self):
        before = os.getloadavg()
        whole = harness.document("-P", "system")
        after = os.getloadavg()
        system = whole["system"]
        for value, low, high in zip(system["load_average"], before, after):
            # /proc has two digits, getloadavg more.
            self.assertLessEqual(min(low, high) - 0.011, value)
            self.assertLessEqual(value, max(low, high) + 0.011)
        self.assertAlmostEqual(system["boot_time"], psutil.boot_time(), delta=1.1)
        self.assertAlmostEqual(system["boot_time"] + system["uptime"], whole["time"], delta=1.1)

    def test_tasks_are_what_proc_lists(self):
        with harness.Child("zombie", "5"), harness.Child("known", "-t", "20"):
            # Others start and end meanwhile.
            harness.try_again(self.compare_tasks)

    def compare_tasks(self):
        tasks = self.system()["tasks"]
        pids = psutil.pids()
        self.assertAlmostEqual(tasks["total"], len(pids), delta=5)
        self.assertGreaterEqual(tasks["zombie"], 5)
        threads = 0
        for pid in pids:
            try:
                threads += len(os.listdir(f"/proc/{pid}/task"))
            except OSError:
                pass
        self.assertAlmostEqual(tasks["threads"], threads, delta=10)

    def test_host_and_platform(self):
        whole = harness.document("-P", "system")
        self.assertEqual(whole["platform"], "linux")
        self.assertEqual(whole["host"], os.uname().nodename)
        self.assertAlmostEqual(whole["time"], time.time(), delta=30)


if __name__ == "__main__":
    harness.main()
