"""Lints every fixture in every machine format and validates the output.

Prints one line a format with the number of documents and findings; exits 1 if a
document is not valid, or if a validator accepts a document broken on purpose.
"""

import json
import pathlib
import subprocess
import sys

import jsonschema
import xmlschema

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def validators(sarif_schema):
    """Format -> (errors of a text, a text that must not be accepted)."""

    def by_json_schema(path):
        schema = json.loads(pathlib.Path(path).read_text())
        kind = jsonschema.validators.validator_for(schema)
        kind.check_schema(schema)
        validator = kind(schema)
        return lambda text: [
            f"{'/'.join(map(str, e.path))}: {e.message}"
            for e in validator.iter_errors(json.loads(text))
        ]

    def by_xml_schema(path):
        schema = xmlschema.XMLSchema(str(path))
        return lambda text: [
            f"{e.path}: {e.reason}" for e in schema.iter_errors(text)
        ]

    schemas = HERE / "schemas"
    return {
        "sarif": (by_json_schema(sarif_schema),
                  '{"version": "2.1.0", "runs": [{"results": []}]}'),
        "gitlab": (by_json_schema(schemas / "gitlab-code-quality.schema.json"),
                   '[{"description": "x", "severity": "high"}]'),
        "rdjson": (by_json_schema(schemas / "rdjson.schema.json"),
                   '{"diagnostics": [{"message": 1}]}'),
        "junit": (by_xml_schema(schemas / "junit.xsd"),
                  "<testsuites><case/></testsuites>"),
        "checkstyle": (by_xml_schema(schemas / "checkstyle.xsd"),
                       '<checkstyle version="4.3"><file/></checkstyle>'),
    }


def lint(lockstep, folder, form):
    """The document of one project, and how many findings it has."""
    options = folder / "options"
    words = options.read_text().split() if options.exists() else []
    result = subprocess.run(
        [lockstep, "lint", folder.relative_to(ROOT), "--format", form, *words],
        cwd=ROOT, capture_output=True, text=True, check=False)
    return result.stdout


def main():
    lockstep, sarif_schema = sys.argv[1:]
    folders = sorted(p for kind in ("err", "ok")
                     for p in (ROOT / "fixtures" / kind).iterdir()
                     if p.is_dir())
    failed = False
    for form, (errors, broken) in validators(sarif_schema).items():
        documents = 0
        for folder in folders:
            text = lint(lockstep, folder, form)
            if not text:
                continue  # over a limit: nothing is written
            documents += 1
            for error in errors(text):
                failed = True
                print(f"{form}: {folder.name}: {error}")
        if documents < len(folders) - 1:
            failed = True
            print(f"{form}: only {documents} of {len(folders)} documents")
        if not errors(broken):
            failed = True
            print(f"{form}: the schema accepts a broken document")
        print(f"{form}: {documents} documents are valid")
    sys.exit(failed)


main()
