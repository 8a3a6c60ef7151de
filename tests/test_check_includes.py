"""The check itself: a tree with every rule broken once is told off for each."""
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from check_includes import Check

GOOD = {
    "arena.c": '#include "arena.h"\n', "arena.h": "#include <stddef.h>\n",
    "os/os.h": '#include "facts.h"\n', "os/facts.h": "",
    "os/linux/linux.c": '#include "../os.h"\n#include <sys/sysmacros.h>\nconst int os_driver;\n',
    "collect/collect.h": '#include "../os/os.h"\n#include "../arena.h"\n',
    "ui/ui.h": '#include "../collect/collect.h"\n', "ui/term_curses.c": "#include <curses.h>\n",
    "main.c": '#include "ui/ui.h"\n#include "os/os.h"\nint i = os_driver; /* strcpy( */\n',
    "report.c": '#include "collect/collect.h"\n',
    "thread.h": "", "thread_windows.c": '#include "thread.h"\n#include <windows.h>\n',
    "collect/e.c": '#include "../thread.h"\n',
    "compat/file.h": "#ifdef _WIN32\n#endif\n", "compat/windows.c": '#include "file.h"\n#include <windows.h>\n',
    "text.c": '#include "compat/file.h"\n',
}
BAD = {
    "base includes a layer": ("arena.c", '#include "collect/collect.h"\n'),
    "collect includes ui": ("collect/a.c", '#include "../ui/ui.h"\n'),
    "collect includes an OS": ("collect/b.c", '#include "../os/linux/linux.h"\n'),
    "ui includes the seam": ("ui/a.c", '#include "../os/os.h"\n'),
    "an OS includes collect": ("os/linux/a.c", '#include "../../collect/collect.h"\n'),
    "curses elsewhere": ("ui/b.c", "#include <ncurses.h>\n"),
    "an OS's header elsewhere": ("collect/c.c", "#include <sys/inotify.h>\n"),
    "another OS's header": ("thread_posix.c", "#include <windows.h>\n"),
    "the driver named elsewhere": ("collect/d.c", "int f = os_driver;\n"),
    "an unsafe function": ("ui/c.c", "int i = atoi(s);\n"),
    "compat includes a layer": ("compat/posix.c", '#include "../collect/collect.h"\n'),
    "a condition on the system": ("collect/f.c", "#if defined(_WIN32)\n#endif\n"),
    "a long file": ("ui/d.c", "\n" * 701),
}


class Rules(unittest.TestCase):
    def errors(self, files):
        with tempfile.TemporaryDirectory() as root:
            for path, text in files.items():
                path = os.path.join(root, "src", path)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
            self.list_base(root)
            check = Check(root)
            check.run()
            return check.errors

    def list_base(self, root):
        with open(os.path.join(root, "CMakeLists.txt"), "w", encoding="utf-8") as file:
            file.write("set(base_sources src/arena.c src/text.c src/thread_windows.c)\n")

    def test_a_good_tree_passes(self):
        self.assertEqual(self.errors(GOOD), [])

    def test_every_broken_rule_is_found_alone(self):
        for rule, (path, text) in BAD.items():
            files = dict(GOOD)
            files.setdefault("os/linux/linux.h", "")
            files[path] = text
            self.assertEqual(len(self.errors(files)), 1, rule)

    def test_a_long_function_is_warned_about(self):
        with tempfile.TemporaryDirectory() as root:
            os.makedirs(os.path.join(root, "src"))
            with open(os.path.join(root, "src", "a.c"), "w", encoding="utf-8") as file:
                file.write("static int\nlong_one(int i)\n{\n" + "\ti++;\n" * 90 + "}\n")
            self.list_base(root)
            check = Check(root)
            check.run()
            self.assertEqual(len(check.warnings), 1)
            self.assertIn("long_one", check.warnings[0])


if __name__ == "__main__":
    unittest.main(verbosity=2)
