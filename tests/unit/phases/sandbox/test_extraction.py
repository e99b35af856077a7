import bz2
import gzip
import io
import stat
import subprocess
import tarfile
import zipfile

import pytest

from phases.sandbox.errors import ArchiveRefused
from phases.sandbox.extraction import MAX_FILES, Unpacked, checked_steps, extract


def a_tar(path, *members, packer=None):
    """Write a tar of (name, content or type, link target)."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, content, *rest in members:
            info = tarfile.TarInfo(name)
            if isinstance(content, bytes) and content not in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE):
                info.size, info.mode = len(content), 0o4777
                tar.addfile(info, io.BytesIO(content))
            else:
                info.type, info.linkname = content, rest[0] if rest else ""
                tar.addfile(info)
    path.write_bytes(packer(buffer.getvalue()) if packer else buffer.getvalue())
    return path


def a_zip(path, *members, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("packer", [None, gzip.compress, bz2.compress])
def test_it_unpacks_files_and_folders_of_a_tar(tmp_path, packer):
    archive = a_tar(tmp_path / "a.tar", ("docs", tarfile.DIRTYPE), ("docs/read.me", b"hello"), ("./top", b"12"), packer=packer)

    assert extract(archive, tmp_path / "out") == Unpacked(files=2, bytes=7)
    assert (tmp_path / "out/docs/read.me").read_text() == "hello"
    assert stat.S_IMODE((tmp_path / "out/top").stat().st_mode) == 0o644


def test_it_unpacks_a_zip(tmp_path):
    archive = a_zip(tmp_path / "a.zip", ("docs/", ""), ("docs/read.me", "hello"))

    assert extract(archive, tmp_path / "out") == Unpacked(files=1, bytes=5)


def a_bundle(folder, refs, branches=()):
    """Make a git bundle that names `refs`, of a repository with a branch `main` and more that each add a file."""
    repository = folder / "repository"

    def git(*arguments):
        identity = ["-c", "user.name=a", "-c", "user.email=a@b.invalid"]
        subprocess.run(["git", "-C", str(repository), *identity, *arguments], check=True, capture_output=True)

    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", str(repository)], check=True)
    (repository / "shown").write_text("1")
    (repository / "hidden").write_text("2")
    (repository / ".gitattributes").write_text("hidden export-ignore\n")
    git("add", "--all")
    git("commit", "--quiet", "--message", "First")
    for branch in branches:
        git("checkout", "--quiet", "-b", branch)
        (repository / branch).write_text("3")
        git("add", "--all")
        git("commit", "--quiet", "--message", branch)
    git("checkout", "--quiet", "main")
    git("bundle", "create", "--quiet", str(folder / "a.bundle"), *refs)
    return folder / "a.bundle"


def test_it_unpacks_the_newest_tree_of_a_git_bundle_with_what_its_attributes_would_hide(tmp_path):
    assert extract(a_bundle(tmp_path, ["HEAD"]), tmp_path / "out").files == 3
    assert (tmp_path / "out/hidden").read_text() == "2"


@pytest.mark.parametrize(("refs", "files"), [(["main"], 3), (["other"], 4), (["main", "other"], 3), (["HEAD", "main", "other"], 3)])
def test_a_git_bundle_without_head_is_unpacked_by_its_only_branch_or_by_main(tmp_path, refs, files):
    assert extract(a_bundle(tmp_path, refs, ["other"]), tmp_path / "out").files == files


def test_a_git_bundle_of_several_branches_must_say_which(tmp_path):
    with pytest.raises(ArchiveRefused, match="names neither HEAD nor main, but refs/heads/one, refs/heads/two"):
        extract(a_bundle(tmp_path, ["one", "two"], ["one", "two"]), tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "name", ["../evil", "a/../../evil", "/etc/evil", "C:/evil", "a\\..\\evil", "a//b", "", ".", "a/" * 10 + "b", "n" * 256, "a\nb"]
)
def test_it_refuses_a_name_that_is_no_plain_relative_path(name):
    with pytest.raises(ArchiveRefused):
        checked_steps(name)


@pytest.mark.parametrize(
    "members",
    [
        [("../evil", b"x")],
        [("/tmp/evil", b"x")],
        [("link", tarfile.SYMTYPE, "/etc"), ("link/passwd", b"x")],
        [("link", tarfile.LNKTYPE, "/etc/passwd")],
        [("device", tarfile.CHRTYPE)],
        [("pipe", tarfile.FIFOTYPE)],
        [("same", b"1"), ("same", b"2")],
        [("Readme", b"1"), ("README", b"2")],
        [("caf\u00e9", b"1"), ("cafe\u0301", b"2")],
        [("Docs/a", b"1"), ("docs/b", b"2")],
        [("a", b"1"), ("a/b", b"2")],
        [("a/b", b"1"), ("a", b"2")],
    ],
    ids=["slip", "absolute", "symlink", "hardlink", "device", "fifo", "twice", "case", "unicode", "folders", "file-as-folder", "folder-as-file"],
)
def test_it_refuses_a_hostile_tar_and_leaves_nothing_behind(tmp_path, members):
    archive = a_tar(tmp_path / "a.tar", *members)

    with pytest.raises(ArchiveRefused):
        extract(archive, tmp_path / "out")

    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "evil").exists()


def test_it_refuses_a_sparse_file(tmp_path):
    sparse = tmp_path / "sparse"
    with sparse.open("wb") as file:
        file.truncate(1 << 30)
    subprocess.run(["tar", "--sparse", "-cf", str(tmp_path / "a.tar"), "-C", str(tmp_path), "sparse"], check=True)

    with pytest.raises(ArchiveRefused, match="sparse"):
        extract(tmp_path / "a.tar", tmp_path / "out")


def test_it_refuses_a_zip_that_leaves_the_folder(tmp_path):
    with pytest.raises(ArchiveRefused):
        extract(a_zip(tmp_path / "a.zip", ("../evil", "x")), tmp_path / "out")


def test_it_refuses_a_symbolic_link_in_a_zip(tmp_path):
    info = zipfile.ZipInfo("link")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16

    with pytest.raises(ArchiveRefused, match="neither a regular file"):
        extract(a_zip(tmp_path / "a.zip", (info, "/etc/passwd")), tmp_path / "out")


@pytest.mark.parametrize(
    "make",
    [
        lambda path: a_zip(path, ("bomb", b"\0" * (40 << 20))),
        lambda path: a_tar(path, ("bomb", b"\0" * (40 << 20)), packer=gzip.compress),
    ],
    ids=["zip", "tar.gz"],
)
def test_it_refuses_a_bomb_while_reading(tmp_path, make):
    with pytest.raises(ArchiveRefused, match="times its own size"):
        extract(make(tmp_path / "bomb"), tmp_path / "out")

    assert not (tmp_path / "out").exists()


def test_it_refuses_more_entries_than_allowed(tmp_path):
    names = [(f"f{number}", b"") for number in range(MAX_FILES + 1)]

    for archive in (a_tar(tmp_path / "a.tar", *names), a_zip(tmp_path / "a.zip", *names)):
        with pytest.raises(ArchiveRefused, match="entries"):
            extract(archive, tmp_path / "out")


def test_it_refuses_entries_of_a_zip_that_share_their_bytes(tmp_path):
    archive = a_zip(tmp_path / "a.zip", ("a", "x" * 100), ("b", "x" * 100), compression=zipfile.ZIP_STORED)
    data = bytearray(archive.read_bytes())
    second = data.rfind(b"PK\x01\x02")
    data[second + 42 : second + 46] = (0).to_bytes(4, "little")
    archive.write_bytes(data)

    with pytest.raises(ArchiveRefused):
        extract(archive, tmp_path / "out")


@pytest.mark.parametrize("data", [b"", b"no archive at all" * 100, b"PK\x03\x04 but no more", b"\x1f\x8b broken"])
def test_it_refuses_what_is_no_archive(tmp_path, data):
    (tmp_path / "a").write_bytes(data)

    with pytest.raises(ArchiveRefused):
        extract(tmp_path / "a", tmp_path / "out")
