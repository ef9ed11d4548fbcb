"""The signing key of an installation that was given none: made once, kept beside its data, readable by its owner only."""

import os
import secrets
from pathlib import Path


def kept_secret(folder: Path) -> str:
    """Return the key kept in `folder`, making it on first use. Two processes starting at once agree on one key."""
    path = folder / "secret-key"
    try:
        return path.read_text()
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".secret-key.{os.getpid()}"
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(64))
    try:
        os.link(draft, path)  # fails when another process was first; then theirs counts
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text()
