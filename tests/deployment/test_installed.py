"""An installation that is not the source: everything goes along, and it runs in an empty folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from collector.config import REPOSITORY
from tests.service import Service, fetch, wait_for

GOES_ALONG = ("app.py", "forms", "collector", "analysis", "datasets")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from what is in version control, so that nothing that lies about comes in."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    for name in [*tracked(), "pyproject.toml", "README.md", "LICENSE"]:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPOSITORY / name, source / name)
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    command = [sys.executable, "-m", "pip", "wheel", *options, "--wheel-dir", str(folder), "."]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    (found,) = folder.glob("*.whl")
    return found


def tracked() -> list[str]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *GOES_ALONG]
    found = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    return [name for name in found.stdout.splitlines() if (REPOSITORY / name).exists()]


class Installed(Service):
    """The command of the installation, in a folder that holds nothing."""

    @property
    def environment(self) -> dict[str, str]:
        keep = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        return {**keep, "PYTHONUNBUFFERED": "1"}

    def begin(self, command: Path, folder: Path) -> None:
        ports = ["--port", str(self.port), "--data-port", str(self.data_port)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [str(command), "serve", *ports],
                cwd=folder,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        wait_for(f"{self.web}/healthz")
        wait_for(f"{self.data}/")


def test_all_that_is_not_code_goes_along(wheel: Path) -> None:
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert packed == set(tracked())


def test_it_runs_in_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    environment, folder = tmp_path / "venv", tmp_path / "empty"
    folder.mkdir()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    python = environment / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install"]
    subprocess.run([*install, "--quiet", "--no-deps", "--no-index", str(wheel)], check=True)
    # The libraries as they are here: a path in a .pth file brings no other .pth files with it, so
    # not our source.
    (site,) = environment.glob("lib/python*/site-packages")
    (site / "libraries.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    where = [str(python), "-c", "import collector.config as c; print(c.DATASETS)"]
    found = subprocess.run(where, cwd=folder, capture_output=True, text=True, check=True)
    assert Path(found.stdout.strip()) == site / "datasets"
    service = Installed(folder / "instance")
    service.begin(environment / "bin" / "gesprekstafel", folder)
    try:
        assert "Code" in fetch(f"{service.web}/")[1]
        for path in ("/static/style.css", "/phone.js", "/about/themes", "/facilitate/login"):
            assert fetch(service.web + path)[0] == 200
        assert "Er is nog geen publicatie" in fetch(f"{service.data}/")[1]
        assert fetch(f"{service.data}/_forms/style.css")[0] == 200
        assert sorted(service.children()) == ["data", "web", "work"]
    finally:
        assert service.stop() == 0
