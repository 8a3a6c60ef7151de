"""`ctop -P disk` against /proc/diskstats, psutil, findmnt, and I/O of a known size."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
import harness
import psutil

MIB = 1 << 20


def disks(*args):
    return {row["name"]: row for row in harness.document("-P", "disk", *args)["disks"]}


def diskstats():
    with open("/proc/diskstats") as file:
        return {line.split()[2]: [int(word) for word in line.split()[3:]] for line in file}


class Disks(unittest.TestCase):
    def test_counters_lie_between_two_readings_of_diskstats_and_psutil(self):
        if not diskstats():
            self.skipTest("this machine tells of no disks")
        keys = {"read_count": (0, 1), "read_merged_count": (1, 1), "read_bytes": (2, 512),
                "read_time": (3, 0.001), "write_count": (4, 1), "write_merged_count": (5, 1),
                "write_bytes": (6, 512), "write_time": (7, 0.001), "busy_time": (9, 0.001)}
        before = diskstats()
        rows = disks("-o", "all")
        after, theirs = diskstats(), psutil.disk_io_counters(perdisk=True, nowrap=False)
        seen = 0
        for name, row in rows.items():
            if name not in before or name not in after:
                continue
            seen += 1
            for key, (at, unit) in keys.items():
                self.assertGreaterEqual(row[key] + 1e-6, before[name][at] * unit, (name, key))
                self.assertLessEqual(row[key] - 1e-6, after[name][at] * unit, (name, key))
            if name in theirs:
                self.assertLessEqual(row["read_bytes"], theirs[name].read_bytes)
                self.assertLessEqual(row["busy_time"] * 1000, theirs[name].busy_time + 0.1)
        self.assertGreater(seen, 0)

    def test_every_disk_that_did_something_is_there(self):
        def used():
            with open("/proc/diskstats") as file:
                lines = [line.split() for line in file]
            return {(int(words[0]), int(words[1])) for words in lines
                    if int(words[3]) + int(words[7]) > 0}
        before = used()
        rows = disks("-o", "name,kind,major,minor")
        # What came or went meanwhile may be there or not.
        self.assertLessEqual(before & used(), {(r["major"], r["minor"]) for r in rows.values()})

    def test_space_is_what_psutil_says(self):
        # Others write to the same disks.
        harness.try_again(self.compare_space)

    def compare_space(self):
        checked = 0
        for row in harness.document("-P", "disk")["disks"]:
            if row["mountpoint"] is None or row["total"] is None:
                continue
            theirs = psutil.disk_usage(row["mountpoint"])
            self.assertEqual(row["total"], theirs.total, row)
            self.assertAlmostEqual(row["used"], theirs.used, delta=256 * MIB)
            self.assertAlmostEqual(row["free"], theirs.free, delta=256 * MIB)
            self.assertAlmostEqual(row["percent"], theirs.percent, delta=5)
            checked += 1
        self.assertGreater(checked, 0)

    @harness.needs_root
    def test_a_covered_mount_does_not_tell_how_full_the_one_above_it_is(self):
        """One mount on the root of another, and one on a directory above a third."""
        with tempfile.TemporaryDirectory(prefix="ctop-mount-") as point:
            script = ('mount -t tmpfs none "$0" && mkdir "$0/a" "$0/b" && '
                      'mount -t tmpfs -o size=1M one "$0/a" && mount -t tmpfs -o size=2M two "$0/a" && '
                      'mkdir "$0/b/c" && mount -t tmpfs -o size=3M three "$0/b/c" && '
                      'mount -t tmpfs -o size=4M four "$0/b" && mkdir "$0/b/c" && '
                      'exec "$1" --no-config -b -J -P disk')
            done = subprocess.run(["unshare", "--mount", "--propagation", "private", "sh", "-c", script,
                                   point, harness.BINARY], capture_output=True, text=True)
            if done.returncode != 0:
                self.skipTest("cannot mount: " + done.stderr)
            rows = {r["name"]: r for r in json.loads(done.stdout)["disks"]}
            for name, where, total in (("one", "a", None), ("two", "a", 2 * MIB),
                                       ("three", "b/c", None), ("four", "b", 4 * MIB)):
                self.assertEqual(rows[name]["mountpoint"], os.path.join(point, where))
                self.assertEqual(rows[name]["total"], total, name)
                self.assertEqual(rows[name]["missing"].get("total"),
                                 "unsupported" if total is None else None)

    @unittest.skipUnless(harness.have("findmnt"), "needs findmnt")
    def test_what_is_mounted_where_is_what_findmnt_says(self):
        out = subprocess.run(["findmnt", "-J", "-l", "-o", "TARGET,FSTYPE,MAJ:MIN"],
                             capture_output=True, text=True, check=True).stdout
        mounts = {(m["target"], m["fstype"]) for m in json.loads(out)["filesystems"]}
        for row in harness.document("-P", "disk")["disks"]:
            if row["mountpoint"] is not None:
                self.assertIn((row["mountpoint"], row["fstype"]), mounts)
        root = [r for r in harness.document("-P", "disk")["disks"] if r["mountpoint"] == "/"]
        self.assertEqual(len(root), 1)


@harness.needs_root
@unittest.skipUnless(harness.have("losetup"), "needs losetup")
class Loop(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="ctop-disk-")
        self.addCleanup(shutil.rmtree, self.dir)
        image = os.path.join(self.dir, "image")
        with open(image, "wb") as file:
            file.truncate(64 * MIB)
        done = subprocess.run(["losetup", "--show", "-f", image], capture_output=True, text=True)
        if done.returncode != 0:
            self.skipTest("no loop devices here: " + done.stderr)
        self.device = done.stdout.strip()
        self.addCleanup(subprocess.run, ["losetup", "-d", self.device], check=True)
        # Also when this process is killed.
        self.addCleanup(harness.afterwards("sh", "-c", 'umount "$0"; losetup -d "$0"; rm -r "$1"',
                                           self.device, self.dir))
        self.name = os.path.basename(self.device)

    def write(self, count):
        fd = os.open(self.device, os.O_WRONLY | os.O_SYNC)
        try:
            for i in range(count):
                os.pwrite(fd, bytes(MIB), i * MIB)
        finally:
            os.close(fd)

    def test_io_of_a_known_size_shows_as_that_many_bytes(self):
        self.write(1)
        before = disks("-o", "name,kind,write_bytes,write_count,busy_time")[self.name]
        self.write(20)
        after = disks("-o", "name,write_bytes,write_count,busy_time")[self.name]
        self.assertEqual(before["kind"], "loop")
        self.assertEqual(after["write_bytes"] - before["write_bytes"], 20 * MIB)
        self.assertGreaterEqual(after["write_count"] - before["write_count"], 20)
        self.assertGreaterEqual(after["busy_time"], before["busy_time"])

    def test_rates_of_a_run_add_up_to_what_was_written(self):
        self.write(1)
        ctop = subprocess.Popen([harness.BINARY, "--no-config", "-b", "-J", "-P", "disk", "-n", "100000", "-d", "0.3",
                                 "-o", "name,write_bytes,write_rate,busy_percent,queue,wait",
                                 "-f", f"name={self.name}"], stdout=subprocess.PIPE, text=True)
        self.addCleanup(ctop.stdout.close)
        self.addCleanup(ctop.wait)
        self.addCleanup(ctop.kill)
        first = json.loads(ctop.stdout.readline())
        self.write(30)
        written, rest = time.time(), []
        while not rest or rest[-1]["time"] <= written + 0.001:
            rest.append(json.loads(ctop.stdout.readline()))
        moved = sum(d["disks"][0]["write_rate"] * d["interval"] for d in rest)
        wrote = rest[-1]["disks"][0]["write_bytes"] - first["disks"][0]["write_bytes"]
        self.assertEqual(wrote, 30 * MIB)
        self.assertAlmostEqual(moved, wrote, delta=wrote * 0.01)
        for document in rest:
            self.assertLessEqual(document["disks"][0]["busy_percent"], 100)

    @unittest.skipUnless(harness.have("mkfs.ext4"), "needs e2fsprogs")
    def test_a_file_system_made_here_is_shown_where_it_is_mounted(self):
        point = os.path.join(self.dir, "a point\n")
        os.mkdir(point)
        subprocess.run(["mkfs.ext4", "-q", self.device], check=True)
        done = subprocess.run(["mount", self.device, point], capture_output=True, text=True)
        if done.returncode != 0:
            self.skipTest("cannot mount: " + done.stderr)
        self.addCleanup(subprocess.run, ["umount", point], check=True)
        row = disks()[self.name]
        stat = os.statvfs(point)
        self.assertEqual((row["mountpoint"], row["fstype"]), (point, "ext4"))
        self.assertEqual(row["total"], stat.f_blocks * stat.f_frsize)
        self.assertEqual(row["free"], stat.f_bavail * stat.f_frsize)


if __name__ == "__main__":
    harness.main()
