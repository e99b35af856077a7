"""What tests at the doors share: a folder for what is stored."""

import pytest


@pytest.fixture
def own_files(settings, tmp_path):
    """Artifacts, keys and checkpoints of the test's own."""
    settings.ARTIFACT_STORAGE = str(tmp_path / "artifacts")
    settings.SIGNING_KEY_FILE = str(tmp_path / "signing.pem")
    settings.LEDGER_CHECKPOINTS = str(tmp_path / "checkpoints")
    return tmp_path
