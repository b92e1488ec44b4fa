"""What goes to the workers of a campaign, and what comes back: receipts, no samples."""

import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.campaign.run.store import Digest, Store, StoreError

if TYPE_CHECKING:
    from sim.campaign.run.campaign import Campaign

ARRIVES_WITHIN = 30.0
"""s within which a shard that a worker has written is seen here: NFS keeps what it knows of a
folder that long (``acdirmin`` in nfs(5)).
"""


@dataclass(frozen=True)
class Assignment:
    """What every worker gets once: the campaign, and the store its chunks are written to."""

    campaign: "Campaign"
    store: Store


@dataclass(frozen=True)
class Receipt:
    """What comes back of a chunk, whose samples and fragments stay where they were written.

    Attributes
    ----------
    chunk, samples
        Its number, and how many samples it has.
    failures
        Samples that failed, over all plans.
    writer
        The process that flew and wrote it, in words.
    shards
        Digest of each shard by its name.
    """

    chunk: int
    samples: int
    failures: int
    writer: str
    shards: Mapping[str, Digest]


def check_arrived(store: Store, receipt: Receipt) -> None:
    """Check that what a worker has written is here: its folder may be another of the same name.

    Raises
    ------
    StoreError
        If it is not seen within `ARRIVES_WITHIN`.
    """
    latest = time.monotonic() + ARRIVES_WITHIN
    for name, digest in receipt.shards.items():
        pause = 0.01
        while (size := store.place.size(name)) != digest.size:
            if time.monotonic() > latest:
                there = "is not there" if size is None else f"has {size:,} bytes"
                raise StoreError(
                    f"{receipt.writer} has written {digest.size:,} bytes to "
                    f"{store.place.where(name)}, which {there} on {socket.gethostname()}; choose a "
                    "place for the shards that all workers see under this name: a shared folder, "
                    "or an object store"
                )
            time.sleep(pause)
            pause = min(2.0 * pause, 1.0)
