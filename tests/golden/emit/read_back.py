"""Reads emitted Airflow files and compares them with the pipelines as JSON.

Usage: read_back.py PIPELINES.json FOLDER. Prints what differs. Python's own
parser reads the files, a real shell splits the commands: nothing of what wrote
them takes part.
"""

import ast
import json
import pathlib
import re
import subprocess
import sys

VALUES = {
    "tick": "2026-01-02T00:00:00+0000",
    "tick_date": "2026-01-02",
    "window_start": "2026-01-01T00:00:00+0000",
    "window_end": "2026-01-02T00:00:00+0000",
}
LITERALS = {"{": "{", r"\r": "\r", r"\n": "\n", "": ""}
EXPRESSION = re.compile(r"\{\{ (?:'(\{|\\r|\\n|)'|(\w+)\([^)]*\)) \}\}")


def render(template):
    """What Jinja makes of it; None if it holds anything but the known forms."""
    rest = EXPRESSION.sub("\x00", template)
    if re.search(r"\{\{|\{%|\{#", rest):
        return None
    return EXPRESSION.sub(
        lambda m: VALUES.get(m[2], "?") if m[1] is None else LITERALS[m[1]], template
    )


def split(command):
    script = "printf '%s\\0' " + command
    run = subprocess.run(["sh", "-c", script], capture_output=True, check=True)
    return run.stdout.decode().split("\0")[:-1]


def expected(word):
    return "".join(p.get("text", "") or VALUES.get(p.get("value"), "") for p in word)


def ids(node, names):
    if isinstance(node, ast.List):
        return [i for item in node.elts for i in ids(item, names)]
    return [names[ast.unparse(node)]]


def edges(node, names, found):
    """`a >> b >> c`: adds the edges, returns what stands on the right."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.RShift):
        left, right = edges(node.left, names, found), ids(node.right, names)
        found.update((a, b) for a in left for b in right)
        return right
    return ids(node, names)


def tasks_of(tree):
    names, calls = {}, {}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)):
            continue
        call = node.value
        if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Call):
            call = call.func.value
        arguments = {k.arg: k.value for k in call.keywords}
        if "task_id" in arguments:
            task_id = ast.literal_eval(arguments["task_id"])
            names[ast.unparse(node.targets[0])] = task_id
            calls[task_id] = arguments
    return names, calls


def compare(pipeline, text):
    tree = ast.parse(text)
    names, calls = tasks_of(tree)
    if set(calls) != {task["id"] for task in pipeline["tasks"]}:
        yield f"tasks are {sorted(calls)}"
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.BinOp):
            edges(node.value, names, found)
    if found != {tuple(edge) for edge in pipeline["edges"]}:
        yield f"edges are {sorted(found)}"
    for task in pipeline["tasks"]:
        arguments = calls.get(task["id"], {})
        if "bash_command" not in arguments:
            continue
        command = render(ast.literal_eval(arguments["bash_command"]))
        words = [expected(word) for word in task["command"]]
        if command is None or split(command) != words:
            yield f"{task['id']}: {command!r} is not {words}"
        env = ast.literal_eval(arguments["env"]) if "env" in arguments else {}
        if {k: render(v) for k, v in env.items()} != task["env"]:
            yield f"{task['id']}: env is {env}"


def main():
    pipelines = json.loads(pathlib.Path(sys.argv[1]).read_text())["pipelines"]
    folder = pathlib.Path(sys.argv[2])
    for pipeline in pipelines:
        text = (folder / f"{pipeline['id']}.py").read_text()
        for problem in compare(pipeline, text):
            print(f"{pipeline['id']}: {problem}")


main()
