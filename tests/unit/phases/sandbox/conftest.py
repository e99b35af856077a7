import pytest

from ideamine.lib.storage import ArtifactStore
from phases.sandbox.executor import SandboxExecutor


@pytest.fixture
def store(tmp_path):
    return ArtifactStore(tmp_path / "artifacts")


@pytest.fixture
def executor(tmp_path, store):
    executor = SandboxExecutor(store, tmp_path, packages=("phases.sandboxed", "tests.support.sandboxed"))
    yield executor
    executor.close()
    assert list((tmp_path / "sandbox").iterdir()) == []
