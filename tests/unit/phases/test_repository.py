"""The product's repository in the sandbox: equal files give equal commits; what git prints comes back whole."""

from pathlib import Path

import pytest

from phases.sandboxed.repository import GitFailed, Repository


def made(folder: Path) -> Repository:
    folder.mkdir()
    repository = Repository(folder)
    repository.git("init", "--quiet", "--initial-branch=main")
    repository.write({"a.txt": "one\n", "b/c.txt": "two\n"})
    repository.commit("Begin")
    return repository


def test_equal_files_give_equal_commits(tmp_path):
    assert made(tmp_path / "first").head == made(tmp_path / "second").head


def test_a_commit_without_a_change_keeps_head(tmp_path):
    repository = made(tmp_path / "repo")
    assert repository.commit("Nothing") == repository.head
    assert repository.git("rev-list", "--count", "HEAD") == "1"


def test_separators_at_the_end_of_a_log_are_kept(tmp_path):
    assert made(tmp_path / "repo").git("log", "--format=%s\x1f%(trailers:key=Story,valueonly)\x1e") == "Begin\x1f\x1e"


@pytest.mark.parametrize("name", ["../out.txt", "/etc/passwd", ".git/config", "a/../../out.txt"])
def test_it_writes_nothing_outside_of_itself(tmp_path, name):
    with pytest.raises(ValueError, match="outside the repository"):
        made(tmp_path / "repo").write({name: "x"})


def test_what_git_says_is_in_the_error(tmp_path):
    with pytest.raises(GitFailed, match="nowhere"):
        made(tmp_path / "repo").git("checkout", "nowhere")
