"""`ctop -P net` against ip and psutil, in network namespaces made for the purpose."""
import json
import os
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
import harness
import psutil

COUNTERS = ("bytes_sent", "bytes_recv", "packets_sent", "packets_recv",
            "errin", "errout", "dropin", "dropout")


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


class Namespace:
    """A network namespace of its own, held open by a process that sleeps in it."""

    def __enter__(self):
        # Ends with its input, and so with this process.
        self.holder = subprocess.Popen(["unshare", "-n", "cat"], stdin=subprocess.PIPE)
        own = os.readlink("/proc/self/ns/net")
        while os.readlink(f"/proc/{self.holder.pid}/ns/net") == own:
            time.sleep(0.005)
        self.enter = ["nsenter", f"--net=/proc/{self.holder.pid}/ns/net"]
        return self

    def __exit__(self, *_):
        self.holder.stdin.close()
        self.holder.wait()

    def ip(self, *words):
        return run(*self.enter, "ip", *words)

    def rows(self, *args):
        # Whoever takes interfaces down elsewhere holds the lock that their list waits for.
        out = run(*self.enter, harness.BINARY, "--no-config", "-b", "-J", "--patience", str(harness.PATIENCE),
                  "-P", "net", *args)
        return {row["name"]: row for row in json.loads(out)["net"]}


class Host(unittest.TestCase):
    def test_a_capture_has_interfaces_and_disks(self):
        def look(*args):
            # What another test's machine has may come and go; these stay as they are.
            found = harness.document("-P", "net,disk", *args)
            return ([{k: r[k] for k in ("name", "isup", "mtu")}
                     for r in found["net"] if r["name"] == "lo"],
                    {r["name"] for r in found["disks"] if r["mountpoint"] == "/"})
        script = os.path.join(os.path.dirname(__file__), "..", "..", "scripts", "capture.sh")
        with tempfile.TemporaryDirectory(prefix="ctop-capture-") as tree:
            subprocess.run(["sh", script, tree, str(os.getpid())], check=True)
            self.assertEqual(look("--root", tree), look())

    def test_every_interface_is_what_psutil_says(self):
        # Interfaces come, go and change while they are looked at.
        harness.try_again(self.compare_interfaces)

    def test_every_address_is_what_psutil_says(self):
        harness.try_again(self.compare_addresses)

    def compare_interfaces(self):
        before = psutil.net_io_counters(pernic=True, nowrap=False)
        rows = {r["name"]: r for r in harness.document("-P", "net")["net"]}
        after = psutil.net_io_counters(pernic=True, nowrap=False)
        stats = psutil.net_if_stats()
        self.assertTrue(set(rows) == set(stats) == set(before) == set(after), (set(rows), set(stats)))
        duplex = {psutil.NIC_DUPLEX_FULL: "full", psutil.NIC_DUPLEX_HALF: "half",
                  psutil.NIC_DUPLEX_UNKNOWN: "unknown"}
        for name, row in rows.items():
            stat = stats[name]
            self.assertEqual(row["isup"], stat.isup, name)
            self.assertEqual(row["mtu"], stat.mtu, name)
            self.assertEqual(row["speed"] or 0, stat.speed, name)
            self.assertEqual(row["duplex"], duplex[stat.duplex], name)
            if hasattr(stat, "flags"):
                ours = set(row["flags"]) - {"lower_up", "dormant", "echo"}
                self.assertEqual(ours, set(stat.flags.split(",")) - {""}, name)
            for key in COUNTERS:
                self.assertLessEqual(getattr(before[name], key), row[key], (name, key))
                self.assertGreaterEqual(getattr(after[name], key), row[key], (name, key))

    def compare_addresses(self):
        families = {2: "AF_INET", 10: "AF_INET6", psutil.AF_LINK: "AF_LINK"}
        rows = {r["name"]: r for r in harness.document("-P", "net")["net"]}
        theirs = psutil.net_if_addrs()
        self.assertLessEqual(set(theirs), set(rows))
        for name, addrs in theirs.items():
            theirs = sorted((families[int(a.family)], a.address.split("%")[0]) for a in addrs)
            ours = sorted((a["family"], a["address"]) for a in rows[name]["addrs"])
            self.assertEqual(ours, theirs)
            masks = {a.address.split("%")[0]: a.netmask for a in addrs if a.family != psutil.AF_LINK}
            for a in rows[name]["addrs"]:
                if a["family"] != "AF_LINK":
                    self.assertEqual(a["netmask"], masks[a["address"]], a)


@harness.needs_networks
class Made(unittest.TestCase):
    def setUp(self):
        self.net = Namespace()
        self.net.__enter__()
        self.addCleanup(self.net.__exit__)
        # A kernel may lack one of them; both are interfaces that need nothing else.
        for self.kind in ("dummy", "bridge"):
            try:
                self.net.ip("link", "add", "probe0", "type", self.kind)
                return
            except subprocess.CalledProcessError as error:
                why = error.stderr
        self.skipTest("no interfaces can be made here: " + why)

    def make_pair(self, left, *right):
        """Two interfaces, one the other end of the other."""
        try:
            self.net.ip("link", "add", left, "type", "veth", "peer", "name", *right)
        except subprocess.CalledProcessError as error:
            self.skipTest("no pairs of interfaces can be made here: " + error.stderr)

    def test_addresses_of_every_kind_are_those_of_ip(self):
        ip = self.net.ip
        ip("link", "set", "probe0", "up", "mtu", "1400", "address", "02:00:00:00:00:07")
        ip("addr", "add", "10.9.0.4/24", "brd", "+", "dev", "probe0")
        ip("addr", "add", "10.9.1.4/24", "dev", "probe0")
        ip("addr", "add", "10.9.2.4", "peer", "10.9.2.5/32", "dev", "probe0")
        ip("addr", "add", "fd00:9::4/64", "nodad", "dev", "probe0")
        row = self.net.rows()["probe0"]
        want = []
        link = json.loads(ip("-j", "addr", "show", "probe0"))[0]
        for a in link["addr_info"]:
            want.append((a["local"], a["prefixlen"], a["scope"], a.get("broadcast"), a.get("address")))
        have = [(a["address"], a["prefix"], a["scope"], a["broadcast"], a["ptp"])
                for a in row["addrs"] if a["family"] != "AF_LINK"]
        self.assertEqual(have, want)
        self.assertGreaterEqual(len(have), 4)
        self.assertEqual(row["addrs"][-1]["address"], "02:00:00:00:00:07")
        self.assertEqual(row["mtu"], link["mtu"])
        self.assertIn("up", row["flags"])

    def test_it_shows_its_own_namespace_and_says_which(self):
        rows = self.net.rows("-o", "name,netns,kind,virtual")
        self.assertEqual(set(rows), {"lo", "probe0"})
        number = int(os.readlink(f"/proc/{self.net.holder.pid}/ns/net").split("[")[1][:-1])
        self.assertEqual({r["netns"] for r in rows.values()}, {number})
        self.assertEqual(rows["probe0"]["kind"], self.kind)
        self.assertTrue(rows["lo"]["virtual"])

    def test_an_interface_without_an_address_and_a_hostile_name(self):
        self.net.ip("link", "add", "a\x1b]0;x", "type", self.kind)
        rows = self.net.rows()
        self.assertIn("a\x1b]0;x", rows)
        out = subprocess.run([*self.net.enter, harness.BINARY, "--no-config", "-b", "-P", "net"],
                             capture_output=True, check=True).stdout
        self.assertNotIn(b"\x1b", out)

    def test_traffic_of_a_known_size_shows_as_that_many_bytes(self):
        """UDP datagrams through a veth pair into another namespace."""
        ip, other = self.net.ip, Namespace()
        with other:
            self.make_pair("left0", "right0", "netns", str(other.holder.pid))
            for net, name, addr in ((self.net, "left0", "10.7.0.1/24"), (other, "right0", "10.7.0.2/24")):
                net.ip("link", "set", name, "arp", "off", "up")
                # No neighbour discovery: nothing but what is sent here.
                run(*net.enter, "sh", "-c", f"echo 1 >/proc/sys/net/ipv6/conf/{name}/disable_ipv6")
                net.ip("addr", "add", addr, "dev", name)
            before, there = self.net.rows()["left0"], other.rows()["right0"]
            run(*self.net.enter, sys.executable, "-c",
                "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
                "for i in range(1000): s.sendto(bytes(1000), ('10.7.0.2', 9))")
            after = self.net.rows()["left0"]
            there2 = other.rows()["right0"]
            size = 1000 * (1000 + 8 + 20 + 14)
            self.assertEqual(after["bytes_sent"] - before["bytes_sent"], size)
            self.assertEqual(after["packets_sent"] - before["packets_sent"], 1000)
            self.assertEqual(there2["bytes_recv"] - there["bytes_recv"], size)
            theirs = json.loads(ip("-j", "-s", "link", "show", "left0"))[0]["stats64"]
            self.assertEqual(after["bytes_sent"], theirs["tx"]["bytes"])
            self.assertEqual(after["speed"], 10000)
            self.assertEqual(after["duplex"], "full")

    def test_renamed_deleted_and_made_again_while_ctop_runs(self):
        ip = self.net.ip
        self.make_pair("left0", "right0")
        for name in ("left0", "right0"):
            ip("link", "set", name, "up")
        ctop = subprocess.Popen([*self.net.enter, harness.BINARY, "--no-config", "-b", "-J", "-P", "net",
                                 "-n", "100000", "-d", "0.1", "-o", "name,index,bytes_sent,sent_rate"],
                                stdout=subprocess.PIPE, text=True)
        self.addCleanup(ctop.stdout.close)
        self.addCleanup(ctop.wait)
        self.addCleanup(ctop.kill)
        left = ("link", "add", "left0", "type", "veth", "peer", "name", "right0")
        # What to do, and which of the names there are then.
        steps = [((), {"left0"}), (("link", "set", "left0", "down"), {"left0"}),
                 (("link", "set", "left0", "name", "new0"), {"new0"}),
                 (("link", "del", "new0"), set()), (left, {"left0"})]
        for words, names in steps:
            if words:
                ip(*words)
            # Ticks from before the step may lie in the pipe, and two more show rates across it.
            more = 3
            while more > 0:
                rows = {r["name"]: r for r in json.loads(ctop.stdout.readline())["net"]}
                for row in rows.values():
                    if row["sent_rate"] is not None:
                        self.assertGreaterEqual(row["sent_rate"], 0)
                        self.assertLess(row["sent_rate"], 1e6)
                more -= rows.keys() & {"left0", "new0"} == names

    def test_a_thousand_interfaces(self):
        # In pairs: the kernel takes 20 seconds to take down a thousand bridges, and locks out all others.
        self.make_pair("m0", "m1")
        batch = "".join(f"link add m{i} type veth peer name m{i + 1}\n" for i in range(2, 1000, 2))
        batch += "".join(f"addr add 10.{100 + i // 250}.{i % 250}.1/24 dev m{i}\n" for i in range(1000))
        subprocess.run([*self.net.enter, "ip", "-batch", "-"], input=batch, text=True, check=True)
        rows = self.net.rows()
        self.assertEqual(len(rows), 1002)
        for i in range(1000):
            self.assertEqual(rows[f"m{i}"]["addrs"][0]["address"],
                             f"10.{100 + i // 250}.{i % 250}.1")
        few = self.net.rows("-f", "inet=10.103.7.1", "-o", "name")
        self.assertEqual(list(few), ["m757"])


class Options(unittest.TestCase):
    def test_csv_prints_one_panel(self):
        done = harness.ctop("--format", "csv", "-P", "net,disk")
        self.assertEqual(done.returncode, 2)
        self.assertEqual(done.stderr.decode(),
                         "ctop: --format csv: prints one panel, and -P names several: 'net,disk'\n")
        lines = harness.ctop("--format", "csv", "-P", "net", "-o", "name,mtu").stdout.decode()
        self.assertEqual(lines.splitlines()[0], "name,mtu")
        self.assertIn("lo,65536", lines.splitlines())

    def test_columns_sort_and_filter_are_about_the_one_panel_wherever_it_is_named(self):
        for args in (("-o", "name,bytes_recv", "-s", "bytes_recv", "-P", "net"),
                     ("-P", "net", "-s", "bytes_recv", "-o", "name,bytes_recv")):
            rows = harness.document(*args)["net"]
            self.assertEqual(set(rows[0]), {"name", "bytes_recv"})
            counts = [r["bytes_recv"] for r in rows]
            self.assertEqual(counts, sorted(counts, reverse=True))
        done = harness.ctop("-b", "-P", "net", "-o", "uss")
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"no column 'uss'", done.stderr)
        # Of several panels the processes keep them.
        whole = harness.document("-P", "process,net", "-o", "pid", "-p", str(os.getpid()))
        self.assertEqual(whole["processes"], [{"pid": os.getpid()}])
        self.assertIn("addrs", whole["net"][0])

    def test_only_the_panels_asked_for_are_there(self):
        self.assertFalse({"processes", "disks", "system"} & set(harness.document("-P", "net")))
        self.assertFalse({"net", "disks"} & set(harness.document("-o", "pid")))


if __name__ == "__main__":
    harness.main()
