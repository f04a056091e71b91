"""One service behind nginx for all of these tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.deployment.sites import Site, open_site
from tests.programs import need


@pytest.fixture(scope="package")
def at_root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    need("nginx", "nginx-light")
    yield from open_site(tmp_path_factory.mktemp("root"), "nginx", "")
