"""A FUSE file system that does not answer how full it is, as a dead server's does not.

    unshare --mount --propagation private python3 dead_mount.py DIRECTORY

Mounts it, prints "ready", and "asked" each time somebody starts to wait.  A line on standard input
lets all go, with an answer; its end ends everything.  The protocol is spoken here, with no library.
"""
import ctypes
import os
import select
import struct
import sys

FORGET, GETATTR, STATFS, INIT, INTERRUPT, BATCH_FORGET = 2, 3, 17, 26, 36, 42
BLOCKS, BLOCK = 1000, 4096


def mount(directory):
    fuse = os.open("/dev/fuse", os.O_RDWR | os.O_CLOEXEC)
    libc = ctypes.CDLL(None, use_errno=True)
    options = f"fd={fuse},rootmode=40000,user_id=0,group_id=0,allow_other"
    if libc.mount(b"dead:/export", os.fsencode(directory), b"fuse.dead", 0, options.encode()) != 0:
        sys.exit(f"cannot mount: {os.strerror(ctypes.get_errno())}")
    return fuse


class Server:
    def __init__(self, fuse):
        self.fuse, self.waiting, self.answers = fuse, [], False

    def reply(self, unique, error, data=b""):
        try:
            os.write(self.fuse, struct.pack("<IiQ", 16 + len(data), -error, unique) + data)
        except OSError:
            pass  # who asked is gone

    def tell(self, unique):
        self.reply(unique, 0, struct.pack("<5Q10I", BLOCKS, 600, 500, 10, 5, BLOCK, 255, BLOCK, *[0] * 7))

    def let_go(self):
        self.answers = True
        for unique in self.waiting:
            self.tell(unique)

    def serve(self):
        _, opcode, unique = struct.unpack_from("<IIQ", os.read(self.fuse, 1 << 17))
        if opcode == INIT:
            self.reply(unique, 0, struct.pack("<IIIIHHIIHHI7I", 7, 31, 65536, 0, 12, 10, 65536, 1, 1,
                                              0, 0, *[0] * 7))
        elif opcode == GETATTR:
            attributes = struct.pack("<6Q10I", 1, *[0] * 9, 0o40755, 2, 0, 0, 0, BLOCK, 0)
            self.reply(unique, 0, struct.pack("<QII", 3600, 0, 0) + attributes[:88])
        elif opcode == STATFS and self.answers:
            self.tell(unique)
        elif opcode == STATFS:
            self.waiting.append(unique)
            print("asked", flush=True)
        elif opcode not in (FORGET, BATCH_FORGET, INTERRUPT):
            self.reply(unique, 38)


def main():
    server = Server(mount(sys.argv[1]))
    print("ready", flush=True)
    while True:
        ready, _, _ = select.select([server.fuse, sys.stdin.fileno()], [], [])
        if sys.stdin.fileno() in ready:
            if os.read(sys.stdin.fileno(), 1) == b"":
                return
            server.let_go()
        if server.fuse in ready:
            server.serve()


main()
