import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ideamine.lib.storage import ArtifactStore, ContentCorrupt, ContentNotFound, StorageFull, open_store

DATA = b"content of an artifact"
HASH = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def store(tmp_path):
    return ArtifactStore(tmp_path / "artifacts")


def files(store):
    return sorted(path.name for path in store.root.rglob("*") if path.is_file())


def test_it_stores_content_under_its_hash(store):
    stored = store.put(DATA)

    assert (stored.location, stored.hash, stored.size) == (f"sha256/{HASH[:2]}/{HASH}", HASH, len(DATA))
    assert store.get(stored.location) == DATA
    assert store.size(stored.location) == len(DATA)
    assert files(store) == [HASH]


def test_it_stores_a_stream_in_pieces(store):
    assert store.put(iter([DATA[:5], DATA[5:]])).hash == HASH


def test_equal_content_is_stored_once(store):
    assert store.put(DATA) == store.put(DATA)
    assert files(store) == [HASH]


def test_it_reads_a_range(store):
    location = store.put(DATA).location

    assert store.read(location, offset=8, limit=2) == b"of"
    assert store.read(location, offset=1000) == b""


def test_it_refuses_corrupt_content(store):
    location = store.put(DATA).location
    path = store.root / location
    path.chmod(0o644)
    path.write_bytes(b"Content of an artifact")

    with pytest.raises(ContentCorrupt, match=HASH):
        store.get(location)


def test_storing_again_mends_corrupt_content(store):
    location = store.put(DATA).location
    path = store.root / location
    path.chmod(0o644)
    path.write_bytes(b"")

    store.put(DATA)

    assert store.get(location) == DATA


@pytest.mark.parametrize("location", [f"sha256/{HASH[:2]}/{HASH}", "../secret", "sha256/ab/../../x", "", f"sha256/00/{HASH}"])
def test_it_has_nothing_at_an_unknown_or_foreign_location(store, location):
    with pytest.raises(ContentNotFound):
        store.get(location)


def test_what_is_not_committed_leaves_nothing_behind(store):
    with pytest.raises(RuntimeError), store.writer() as writer:
        writer.write(DATA)
        raise RuntimeError

    assert files(store) == []


def test_a_writer_reads_back_and_goes_on(store):
    with store.writer() as writer:
        writer.write(DATA[:5])
        assert writer.read_back() == DATA[:5]
        writer.write(DATA[5:])
        assert writer.commit().hash == HASH
        with pytest.raises(ValueError, match="committed"):
            writer.commit()


def test_stored_content_is_read_only(store):
    assert (store.root / store.put(DATA).location).stat().st_mode & 0o222 == 0


def test_it_says_in_one_sentence_that_the_disk_is_full(tmp_path):
    """A full disk is made by the kernel: a file system of 1 MiB in a mount namespace of the child's own."""
    script = """
import sys
from ideamine.lib.storage import ArtifactStore, StorageFull
store = ArtifactStore(sys.argv[1])
try:
    store.put(b"x" * (4 << 20))
except StorageFull as error:
    print(error, "|", [path.name for path in store.root.rglob("*") if path.is_file()])
"""
    mount = f'mount -t tmpfs -o size=1m none {tmp_path} && exec {sys.executable} -c "$0" {tmp_path}/artifacts'
    done = subprocess.run(
        ["unshare", "--mount", "--map-root-user", "sh", "-c", mount, script],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[4],
        env={**os.environ},
    )
    if "unshare" in done.stderr or "mount:" in done.stderr:
        pytest.skip(f"this kernel lets us mount nothing: {done.stderr.strip()}")

    assert "free space or move ARTIFACT_STORAGE" in done.stdout, done.stderr
    assert done.stdout.rstrip().endswith("| []")


def test_the_error_of_a_full_disk_is_worth_another_try():
    assert StorageFull().retryable


def test_the_setting_names_a_folder(tmp_path):
    assert open_store(str(tmp_path)).root == tmp_path
    with pytest.raises(ValueError, match="ARTIFACT_STORAGE"):
        open_store("s3://bucket")
