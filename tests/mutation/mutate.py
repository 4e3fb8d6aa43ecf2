"""Writes copies of the rule sources in which every condition can be broken.

Each place gets a number. In the copies a place behaves as it did unless its
number is the value of LOCKSTEP_MUTANT: then a condition is true or false
whatever it says, a comparison takes or leaves its boundary, a constant is a
little greater. So one build holds all mutants.

usage: mutate.py SOURCE_DIR OUTPUT_DIR
       mutate.py --list SOURCE_DIR
Writes OUTPUT_DIR/*.cpp and OUTPUT_DIR/mutants.json, or lists the names of the
sources as CMake wants them.
"""

import json
import pathlib
import re
import sys

# No conditions of rules: passes over findings, tables, text edits.
NO_RULES = {"baseline.cpp", "context.cpp", "fix.cpp", "lint.cpp", "rules.cpp",
            "suppress.cpp", "day_class.cpp", "run_days.cpp"}
FLIPS = {"<": "Le", "<=": "Lt", ">": "Ge", ">=": "Gt", "==": "Ne", "!=": "Eq"}
NAMES = {"<": "Lt", "<=": "Le", ">": "Gt", ">=": "Ge", "==": "Eq", "!=": "Ne"}


def masked(text):
    """The text with comments, strings and directives blanked out."""
    pattern = re.compile(
        r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'|'
        r'^#[^\n]*', re.S | re.M)

    def blank(match):
        word = match.group()
        if word[0] in "\"'":
            return word[0] + "_" * (len(word) - 2) + word[0]
        return re.sub(r"[^\n]", " ", word)

    return pattern.sub(blank, text)


def closing(code, at):
    """The index of the bracket that closes the one at `at`."""
    depth = 0
    for i in range(at, len(code)):
        if code[i] in "([{":
            depth += 1
        elif code[i] in ")]}":
            depth -= 1
            if depth == 0:
                return i
    raise ValueError("unbalanced brackets")


def top_level(code, begin, end, words):
    """Where one of `words` stands in [begin, end) outside of brackets."""
    depth, found, i = 0, [], begin
    while i < end:
        if code[i] in "([{":
            depth += 1
        elif code[i] in ")]}":
            depth -= 1
        elif depth == 0:
            for word in words:
                if code.startswith(word, i):
                    found.append((i, word))
                    i += len(word) - 1
                    break
        i += 1
    return found


class File:
    """One source and what is inserted into it."""

    def __init__(self, path, first):
        self.path, self.next = path, first
        self.text = path.read_text()
        self.code = masked(self.text)
        self.inserts = []  # (position, order, text)
        self.replaced = []  # (begin, end, text)
        self.mutants = []

    def mutant(self, at, kind):
        line = self.text.count("\n", 0, at) + 1
        source = self.text.splitlines()[line - 1].strip()
        self.mutants.append({"id": self.next, "file": self.path.name,
                             "line": line, "kind": kind, "text": source})
        self.next += 1
        return self.next - 1

    def force(self, begin, end, values):
        """Makes the expression in [begin, end) true, or false, or both."""
        begin += len(self.code[begin:end]) - len(self.code[begin:end].lstrip())
        end -= len(self.code[begin:end]) - len(self.code[begin:end].rstrip())
        numbers = {v: self.mutant(begin, f"is {v}") if v in values else -1
                   for v in ("true", "false")}
        self.inserts.append(
            (begin, 1, f"::lockstep::mutation::condition({numbers['true']}, "
             f"{numbers['false']}, static_cast<bool>("))
        self.inserts.append((end, 0, "))"))

    def condition(self, begin, end):
        """Breaks an expression, or its parts if it is made of several."""
        for words, value in ((("||",), "false"), (("&&",), "true")):
            found = top_level(self.code, begin, end, words)
            if not found:
                continue
            bounds = [begin]
            for at, word in found:
                bounds += [at, at + len(word)]
            bounds.append(end)
            for i in range(0, len(bounds), 2):
                part = bounds[i], bounds[i + 1]
                if top_level(self.code, *part, ("&&",)):
                    self.condition(*part)
                else:  # the first one also decides the whole
                    self.force(*part, {value} if i > 0 else {"true", "false"})
            return
        self.force(begin, end, {"true", "false"})

    def find_conditions(self):
        for match in re.finditer(r"\bif (\()", self.code):
            begin, end = match.end(), closing(self.code, match.start(1))
            inside = self.code[begin:end]
            declares = top_level(self.code, begin, end, (";", " = ", " =\n"))
            if not declares and inside.strip():
                self.condition(begin, end)
        for match in re.finditer(r"\breturn\b", self.code):
            begin = match.end()
            end = begin + self.code[begin:].index(";")
            found = top_level(self.code, begin, len(self.code), (";",))
            if found:
                end = min(at for at, _ in found)
            parts = top_level(self.code, begin, end, ("&&", "||"))
            other = top_level(self.code, begin, end, ("? ", " = ", " =\n"))
            if parts and not other:
                self.condition(begin, end)

    def find_comparisons(self):
        loops = []
        for match in re.finditer(r"\b(?:for|while) (\()", self.code):
            loops.append((match.start(1), closing(self.code, match.start(1))))
        for match in re.finditer(r" (<=?|>=?|==|!=) (?!>)", self.code):
            at = match.start(1)
            line = self.code[self.code.rfind("\n", 0, at) + 1:at]
            in_loop = any(b < at < e for b, e in loops)
            if in_loop or "operator" in line or "template" in line:
                continue
            word = match.group(1)
            number = self.mutant(at, f"{word} is {FLIPS[word]}")
            infix = f"::lockstep::mutation::{NAMES[word]}{{{number}}}"
            if word in ("==", "!="):
                text = f"== {infix} =="
            else:
                text = f"< {infix} >"
            self.replaced.append((at, at + len(word), text))

    def find_constants(self):
        pattern = re.compile(
            r"constexpr (double|int|seconds|std::int64_t|std::size_t) "
            r"(k\w+)(?: = ([^;,]+)|\{([^;,]+)\});")
        for match in pattern.finditer(self.code):
            if re.search(r"\[" + match.group(2) + r"\]|<" + match.group(2),
                         self.code):
                continue
            number = self.mutant(match.start(), "is greater")
            begin, kind, name = match.start(), match.group(1), match.group(2)
            group = 3 if match.group(3) else 4
            value = self.text[match.start(group):match.end(group)]
            self.replaced.append(
                (begin, match.end(),
                 f"const {kind} {name} = ::lockstep::mutation::constant"
                 f"<{kind}>({number}, {kind}({value}));"))

    def written(self):
        edits = [(b, 1, e, t) for b, e, t in self.replaced]
        edits += [(at, 2 * order, at, t) for at, order, t in self.inserts]
        result, last = [], 0
        for begin, _, end, text in sorted(edits):
            if begin < last:
                continue  # within a constant
            result += [self.text[last:begin], text]
            last = end
        return '#include "mutation.hpp"\n' + "".join(
            result) + self.text[last:]


def sources_of(folder):
    return sorted(path for path in folder.glob("*.cpp")
                  if path.name not in NO_RULES)


def main():
    if sys.argv[1] == "--list":
        names = [path.name for path in sources_of(pathlib.Path(sys.argv[2]))]
        print(";".join(names), end="")
        return
    source, output = map(pathlib.Path, sys.argv[1:])
    mutants = []
    for path in sources_of(source):
        file = File(path, len(mutants) + 1)
        file.find_conditions()
        file.find_comparisons()
        file.find_constants()
        (output / path.name).write_text(file.written())
        mutants += file.mutants
    (output / "mutants.json").write_text(json.dumps(mutants, indent=1))


main()
