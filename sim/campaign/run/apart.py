"""Answers in one folder, and the store they come from elsewhere."""

from pathlib import Path

from sim.campaign.run.place import LocalFolder
from sim.campaign.run.store import DRAWS, IDENTITY, Store, StoreError, holds_campaign, mark_of
from sim.formats.folder import check_target


def check_apart(store: Store, folder: Path, *, resume: bool = False, force: bool = False) -> None:
    """Refuse a folder that can't take the answers of a store whose shards are elsewhere.

    Raises
    ------
    StoreError
        If a campaign is there with its shards; `force` takes it away. If the store is in the
        folder, which answers replace as a whole.
    FolderError
        If other results are there, or those of this campaign without `resume` or `force`.
    """
    place, whole = LocalFolder(folder), folder.resolve()
    if isinstance(store.place, LocalFolder) and store.path.resolve().is_relative_to(whole):
        raise StoreError(
            f"{store.path} is in {folder}, which the answers replace as a whole; choose a place "
            "for the shards outside of it, or leave --shards out"
        )
    if not force and holds_campaign(place) and place.size(DRAWS) is not None:
        raise StoreError(
            f"{folder} holds a campaign with its shards; resume it without --shards, or choose "
            "another folder with --out"
        )
    again = resume and holds_campaign(place) and place.read(IDENTITY) == mark_of(store)
    check_target(folder, force or again)


def write_identity(store: Store, folder: Path) -> None:
    """Write into a folder of answers which campaign they are of."""
    LocalFolder(folder).write(IDENTITY, mark_of(store))
