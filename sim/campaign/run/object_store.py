"""A prefix of an S3 object store as the place of a campaign.

An object appears when its upload ends, so a killed writer leaves nothing, and a listing shows what
is there (S3 is strongly consistent, https://aws.amazon.com/s3/consistency/). Credentials come from
where AWS looks for them (environment, profile, role of the machine), on each machine for itself:
they are in no address, file or message.
"""

import json
import os
import re
import secrets
import socket
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from pyarrow import fs

from sim.campaign.run.lock import LOCK, StoreInUseError, is_dead, name_holder
from sim.errors import InputError

KEYS = ("region", "scheme", "endpoint_override")
"""What may stand in an address after the question mark."""

FORM = (
    "s3://bucket/prefix or s3://bucket/prefix?endpoint_override=host:port&scheme=http&region=name"
)

CONNECT_WITHIN, ANSWER_WITHIN, TRIES = 10.0, 60.0, 5
"""s to connect and to answer, and tries of a request before its failure is an error."""

RENEW_EVERY = 60.0
LAPSES_AFTER = 300.0
"""s between renewals of a lock, and s without one after which its holder is taken to be gone."""

_CREDENTIALS = (
    "credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, from the profile that "
    "AWS_PROFILE names, or from the role of the machine; every worker needs them"
)
_REASONS = {
    "NO_SUCH_BUCKET": "there is no bucket {bucket!r}; make it, or correct its name or `region`",
    "ACCESS_DENIED": (
        "no permission in bucket {bucket!r}; needed: to list it, and to get, put and delete "
        f"objects in it; {_CREDENTIALS}"
    ),
    "NETWORK_CONNECTION": "no answer; correct `endpoint_override`, `scheme` or the proxy",
    **dict.fromkeys(
        (
            "INVALID_ACCESS_KEY_ID", "SIGNATURE_DOES_NOT_MATCH", "INVALID_SIGNATURE",
            "INVALID_CLIENT_TOKEN_ID", "UNRECOGNIZED_CLIENT", "MISSING_AUTHENTICATION_TOKEN",
        ),
        f"the credentials are not accepted; {_CREDENTIALS}",
    ),
}  # fmt: skip


class PlaceError(InputError):
    """A place can't be used, or does not answer; the text says what is allowed."""


class ObjectFolder:
    """Files below a prefix of a bucket; see `sim.campaign.run.place.Place`.

    Parameters
    ----------
    address
        See `FORM`.

    Raises
    ------
    PlaceError
        If the address has another form, or credentials in it.
    """

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.username or parts.password or "@" in parts.netloc:
            raise PlaceError(f"an address has no credentials in it: {_CREDENTIALS}")
        given = dict(parse_qsl(parts.query))
        if unknown := [key for key in given if key not in KEYS]:
            raise PlaceError(
                f"s3://{parts.netloc}{parts.path}: {', '.join(unknown)} is not allowed after the "
                f"question mark; allowed: {', '.join(KEYS)}; {_CREDENTIALS}"
            )
        self.address = address
        self.bucket, self.prefix = parts.netloc, unquote(parts.path).strip("/")
        if not self.bucket or not self.prefix:
            raise PlaceError(f"{address} has no bucket or no prefix; allowed: {FORM}")
        with self._explained():
            self._system = fs.S3FileSystem(
                region=self._region(given),
                scheme=given.get("scheme"),
                endpoint_override=given.get("endpoint_override"),
                connect_timeout=CONNECT_WITHIN,
                request_timeout=ANSWER_WITHIN,
                retry_strategy=fs.AwsStandardS3RetryStrategy(max_attempts=TRIES),
                background_writes=False,  # an error is raised by the write it belongs to
                allow_delayed_open=True,  # a small object is one request
            )

    def _region(self, given: dict[str, str]) -> str | None:
        """Region of the bucket: as given, as the environment has it, or as AWS knows it."""
        named = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
        if "region" in given or named or "endpoint_override" in given:
            return given.get("region", named)
        return fs.resolve_s3_region(self.bucket)

    def __reduce__(self) -> tuple[type, tuple[str]]:
        return ObjectFolder, (self.address,)

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}"

    def where(self, name: str) -> str:
        """Address of an object."""
        return f"{self}/{name}"

    def read(self, name: str) -> bytes:
        """See `Place`."""
        with self._explained(), self._system.open_input_stream(self._key(name)) as stream:
            return stream.read()

    def write(self, name: str, content: bytes) -> None:
        """See `Place`: the object is there once its upload has ended."""
        with self._explained(), self._system.open_output_stream(self._key(name)) as stream:
            stream.write(content)

    def size(self, name: str) -> int | None:
        """See `Place`."""
        with self._explained():
            found = self._system.get_file_info(self._key(name))
        return found.size if found.type == fs.FileType.File else None

    def names(self, folder: str) -> frozenset[str]:
        """See `Place`. An empty object is an upload that was given up before its content."""
        found = self._list(self._key(folder), recursive=False)
        return frozenset(each.base_name for each in found if each.size)

    def files(self) -> Iterator[str]:
        """See `Place`; also checks that the bucket is there."""
        with self._explained():
            if self._system.get_file_info(self.bucket).type == fs.FileType.NotFound:
                raise PlaceError(self._problem("NO_SUCH_BUCKET", ""))
        above = len(self._key(""))
        for each in self._list(self._key("").rstrip("/"), recursive=True):
            yield each.path[above:]

    def rename(self, name: str, other: str) -> None:
        """See `Place`; for a moment there are both."""
        with self._explained():
            self._system.move(self._key(name), self._key(other))

    def prepare(self, folder: str) -> None:
        """See `Place`: there is nothing to do."""

    def clear(self, keep: Collection[str]) -> None:
        """See `Place`; `keep` are names at the top, of files or of folders."""
        names = {name.partition("/")[0] for name in self.files()} - set(keep)
        for name in sorted(names):
            with self._explained():
                if self._system.get_file_info(self._key(name)).type == fs.FileType.Directory:
                    self._system.delete_dir(self._key(name))
                else:
                    self._system.delete_file(self._key(name))

    def remove(self, name: str) -> None:
        """See `Place`."""
        with self._explained():
            self._system.delete_file(self._key(name))

    @contextmanager
    def hold(self) -> Iterator[None]:
        """See `Place`.

        Every process puts a lock of its own and then looks for others: of two that come at once, at
        least one sees the other, and gives way. A lock is renewed while its process runs; one that
        was not for `LAPSES_AFTER`, by the clock of the object store, is taken away.
        """
        holder = {"host": socket.gethostname(), "pid": os.getpid()}
        mine = f"{LOCK}/{holder['host']}-{holder['pid']}-{secrets.token_hex(4)}.json"
        text = json.dumps(holder).encode()
        self.write(mine, text)
        ended = threading.Event()

        def renew() -> None:
            while not ended.wait(RENEW_EVERY):
                with suppress(OSError, PlaceError):  # the next one may reach it
                    self.write(mine, text)

        try:
            self._refuse_others(mine)
            threading.Thread(target=renew, name="campaign lock", daemon=True).start()
            yield
        finally:
            ended.set()
            with suppress(OSError, PlaceError):
                self.remove(mine)

    def _refuse_others(self, mine: str) -> None:
        """Raise if a lock other than mine holds; take away those whose holders are gone."""
        locks = {each.base_name: each for each in self._list(self._key(LOCK), recursive=False)}
        own = locks.pop(mine.rpartition("/")[2])
        for name, lock in sorted(locks.items()):
            holder = self._read_holder(f"{LOCK}/{name}")
            age = (own.mtime - lock.mtime).total_seconds()
            if age > LAPSES_AFTER or is_dead(holder):
                with suppress(FileNotFoundError):
                    self.remove(f"{LOCK}/{name}")
                continue
            raise StoreInUseError(
                f"{self} is in use by {name_holder(holder)}; wait for it, or choose another "
                f"prefix. If it does not run any more, its lock lapses {LAPSES_AFTER:.0f} s after "
                f"it was last renewed, or delete {self.where(f'{LOCK}/{name}')}"
            )

    def _read_holder(self, name: str) -> dict[str, Any]:
        try:
            holder = json.loads(self.read(name))
        except (FileNotFoundError, ValueError):
            return {}
        return holder if isinstance(holder, dict) else {}

    def _key(self, name: str) -> str:
        return f"{self.bucket}/{self.prefix}/{name}"

    def _list(self, folder: str, *, recursive: bool) -> list[fs.FileInfo]:
        """Objects in a folder; none if there is no such folder."""
        selector = fs.FileSelector(folder, allow_not_found=True, recursive=recursive)
        with self._explained():
            return [f for f in self._system.get_file_info(selector) if f.type == fs.FileType.File]

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Say what an error of the object store means."""
        try:
            yield
        except FileNotFoundError:
            raise
        except OSError as error:
            code = re.search(r"AWS Error (\w+)", str(error))
            raise PlaceError(self._problem(code[1] if code else "", str(error))) from None

    def _problem(self, code: str, text: str) -> str:
        reason = _REASONS.get(code, " ".join(text.split())[:300])
        return f"{self}: {reason.format(bucket=self.bucket) if code in _REASONS else reason}"
