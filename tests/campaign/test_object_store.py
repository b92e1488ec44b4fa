"""A campaign whose shards are in an object store: a real S3 server of this machine, the same bytes
as in a folder, and errors that say what is allowed."""

import json
import logging
import os
import re
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from sim.campaign.run import object_store
from sim.campaign.run.campaign import fly_campaign
from sim.campaign.run.damage import set_damaged_aside
from sim.campaign.run.lock import LOCK, StoreInUseError
from sim.campaign.run.merge import merge_chunks
from sim.campaign.run.object_store import ObjectFolder, PlaceError
from sim.campaign.run.place import LocalFolder, open_place
from sim.campaign.run.store import (
    StoreError,
    clear_store,
    finished_chunks,
    open_store,
    write_chunk,
    write_draws,
)

from .conftest import HERE
from .test_store import DRAWS, IDENTITY, tables

server = pytest.importorskip("moto.server")

SECRET = "this-is-a-secret"
KEY = "AKIAEXAMPLE"


@pytest.fixture(scope="module")
def endpoint():
    """Host and port of a server with one bucket, and credentials in the environment."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    given = {
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in given.items():
            patch.setenv(name, value)
        started = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
        started.start()
        host, port = started.get_host_and_port()
        urlopen(Request(f"http://{host}:{port}/shards", method="PUT"))
        yield f"{host}:{port}"
        started.stop()


@pytest.fixture
def address(endpoint, request):
    """Of a prefix of the test's own."""
    prefix = re.sub(r"\W+", "-", request.node.name)
    return f"s3://shards/of/{prefix}?endpoint_override={endpoint}&scheme=http"


def contents(place) -> dict[str, bytes]:
    """All files of a place but the lock and what is set aside."""
    return {
        name: place.read(name)
        for name in place.files()
        if not name.startswith(LOCK) and not name.endswith(".damaged")
    }


def stored(place, chunks=range(7), resume=False):
    """A campaign of tables that are functions of their chunk."""
    store = open_store(place, IDENTITY, resume=resume)
    write_draws(store, DRAWS)
    for chunk in chunks:
        if chunk not in finished_chunks(store):
            write_chunk(store, chunk, tables(chunk))
    return store


def merged(store, folder: Path) -> dict[str, bytes]:
    found = {}
    for table in store.tables:
        merge_chunks(store, table, folder / table)
        found[table] = (folder / table).read_bytes()
    return found


@pytest.fixture
def whole(tmp_path):
    return contents(stored(LocalFolder(tmp_path / "whole")).place)


def test_the_same_bytes_as_in_a_folder_also_resumed(tmp_path, address, whole):
    place = open_place(address)
    stored(place, chunks=[5, 1])
    store = stored(place, resume=True)
    assert contents(place) == whole and len(whole) == 2 + 2 * 7
    local = open_store(tmp_path / "whole", IDENTITY, resume=True)
    assert merged(store, tmp_path) == merged(local, tmp_path)


def test_workers_write_to_it_and_a_stopped_campaign_goes_on(campaign, new_store, address):
    """One worker process and threads after it give the bytes of a folder."""
    pytest.importorskip("distributed")
    plain = new_store(campaign)
    fly_campaign(campaign, plain, options={"threads": 2})
    stop, place = threading.Event(), open_place(address)
    store = open_store(place, plain.identity, tables=campaign.tables)
    end = fly_campaign(
        campaign, store, dask=True, options={"workers": 1}, stop=stop, tell=lambda _: stop.set()
    )
    assert 0 < end.now < campaign.samples
    again = open_store(place, plain.identity, tables=campaign.tables, resume=True)
    fly_campaign(campaign, again, options={"threads": 2})
    assert contents(place) == contents(plain.place)


KILLED = """
import sys
sys.path.insert(0, sys.argv[1])
import test_store
from sim.campaign.run.place import open_place
place = open_place(sys.argv[2])
store = test_store.open_store(place, test_store.IDENTITY, resume=True)
with place.hold():
    test_store.write_draws(store, test_store.DRAWS)
    print("draws", flush=True)
    for chunk in range(7):
        if chunk not in test_store.finished_chunks(store):
            test_store.write_chunk(store, chunk, test_store.tables(chunk))
            print("chunk", flush=True)
    sys.stdin.read()
"""


def test_kill_9_of_a_writer_leaves_whole_objects_and_its_lock_is_taken_over(address, whole):
    place = open_place(address)
    for seen in (0, 3):  # chunks that it says are written, while it is on its way to the next
        words = [sys.executable, "-c", KILLED, str(Path(__file__).parent), address]
        with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            for _ in range(seen + 1):
                assert process.stdout.readline()
            process.send_signal(signal.SIGKILL)
            assert process.wait() == -signal.SIGKILL
        assert contents(place).items() <= whole.items()
        assert any(name.startswith(LOCK) for name in place.files())
    with place.hold():
        assert len([name for name in place.files() if name.startswith(LOCK)]) == 1
    stored(place, resume=True)
    assert contents(place) == whole and not any(n.startswith(LOCK) for n in place.files())


def test_an_upload_that_was_given_up_is_no_shard(address):
    place = open_place(address)
    store = stored(place, chunks=[0])
    place.write(store.shard("samples", 1), b"")
    place.write(store.shard("fragments", 1), b"")
    assert finished_chunks(store) == {0}


def test_a_damaged_object_is_set_aside_and_flown_again(address, whole):
    place = open_place(address)
    store = stored(place)
    shard = store.shard("samples", 3)
    place.write(shard, whole[shard][:-30])
    (said,) = set_damaged_aside(store)
    assert f"{place}/{shard} is damaged" in said and "chunk 3 is flown again" in said
    stored(place, resume=True)
    assert contents(place) == whole


def test_a_campaign_that_is_there_is_resumed_replaced_or_left_alone(address, whole):
    place = open_place(address)
    stored(place, chunks=[0])
    with pytest.raises(StoreError, match="holds a campaign already; resume it"):
        open_store(place, IDENTITY)
    with pytest.raises(StoreError, match=r"another campaign; what differs: seed \(store 7"):
        open_store(place, replace(IDENTITY, seed=8), resume=True)
    clear_store(place)
    assert contents(place) == {}
    place.write("thesis.txt", b"mine")
    with pytest.raises(StoreError, match="holds no campaign"):
        open_store(place, IDENTITY, resume=True)
    clear_store(place)
    assert contents(place) == {"thesis.txt": b"mine"}


def test_a_worker_of_a_campaign_that_was_replaced_writes_nothing(address, tmp_path):
    for place in (open_place(address), LocalFolder(tmp_path / "store")):
        store = stored(place, chunks=[0])
        clear_store(place)
        with pytest.raises(StoreError, match="does not hold this campaign"):
            write_chunk(store, 1, tables(1))
        open_store(place, replace(IDENTITY, seed=8))
        with pytest.raises(StoreError, match="does not hold this campaign"):
            write_chunk(store, 1, tables(1))
        assert finished_chunks(store) == set()


def test_a_second_driver_is_refused_and_told_who_the_first_is(address, monkeypatch):
    place = open_place(address)
    with place.hold():
        with pytest.raises(StoreInUseError, match=f"in use by process {os.getpid()} on .* lapses"):
            with place.hold():
                pass
        other = json.dumps({"host": "node-17", "pid": 99}).encode()
    place.write(f"{LOCK}/node-17-99-ab.json", other)
    with pytest.raises(StoreInUseError, match="process 99 on node-17"):
        with place.hold():
            pass
    # by the clock of the server, whose dates are whole seconds
    monkeypatch.setattr(object_store, "LAPSES_AFTER", 0.5)
    time.sleep(2.0)
    with place.hold():
        assert len([name for name in place.files() if name.startswith(LOCK)]) == 1
    assert not [name for name in place.files() if name.startswith(LOCK)]


def test_a_lock_is_renewed_while_it_is_held(address, monkeypatch):
    monkeypatch.setattr(object_store, "RENEW_EVERY", 0.2)
    place, renewed = open_place(address), threading.Event()
    write = place.write
    with place.hold():
        place.write = lambda *given: (write(*given), renewed.set())
        assert renewed.wait(60.0)


def test_of_drivers_that_come_at_once_no_two_hold_it(address):
    """At most one is inside at any moment, though none asks the other."""
    place, inside, most, lock = open_place(address), 0, 0, threading.Lock()
    together = threading.Barrier(4)

    def drive():
        nonlocal inside, most
        together.wait(60.0)
        for _ in range(5):
            try:
                with place.hold():
                    with lock:
                        inside += 1
                        most = max(most, inside)
                    time.sleep(0.01)
                    with lock:
                        inside -= 1
            except StoreInUseError:
                pass

    threads = [threading.Thread(target=drive) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most <= 1
    with place.hold():  # and nobody has left a lock
        pass


WORDS = ("--samples", "6", "--chunk", "2", "--from", "start", "--no-plots")


def command(*words: str) -> subprocess.CompletedProcess[str]:
    started = [sys.executable, "-m", "sim", "campaign", str(HERE / "short.yaml"), *WORDS, *words]
    return subprocess.run(started, capture_output=True, text=True, check=False)


def test_answers_here_and_shards_there(tmp_path, address):
    """The command and the library; no credential is in a file or message of either."""
    import sim
    from sim.report.results.campaign import CampaignResult

    plain = sim.load(HERE / "short.yaml").campaign(tmp_path / "plain", 6, chunk=2, begin="start")
    out = tmp_path / "out"
    said = command("--shards", address, "--out", str(out))
    assert said.returncode == 0, said.stderr
    names = {"campaign.json", "draws.parquet"}
    names |= {f"shards/{path.name}" for path in (tmp_path / "plain" / "shards").iterdir()}
    assert contents(open_place(address)) == {
        name: (tmp_path / "plain" / name).read_bytes() for name in names
    }
    for name in ("samples-short.parquet", "answers.json", "footprint.geojson", "campaign.json"):
        assert (out / name).read_bytes() == (tmp_path / "plain" / name).read_bytes(), name
    (shown,) = CampaignResult.read(out).plans
    (all_here,) = plain.result.plans
    assert len(shown.fragments) and (shown.fragments == all_here.fragments).all()
    written = [path.read_bytes() for path in out.rglob("*") if path.is_file()]
    for text in (said.stdout.encode(), said.stderr.encode(), *written):
        assert SECRET.encode() not in text and KEY.encode() not in text
    # both are there: only resuming or replacing goes on
    again = sim.load(HERE / "short.yaml").campaign
    given = {"chunk": 2, "begin": "start", "shards": address}
    with pytest.raises(StoreError, match="holds a campaign already"):
        again(out, 6, **given)
    answer = again(out, 6, **given, resume=True)
    assert answer.folder == out and answer.figures == plain.figures
    with pytest.raises(StoreError, match="plain holds a campaign with its shards; resume it wi"):
        again(tmp_path / "plain", 6, **given, resume=True)
    with pytest.raises(StoreError, match=r"is in .*out, which the answers replace as a whole"):
        again(out, 6, **(given | {"shards": str(out / "place")}))


def test_no_such_bucket(endpoint):
    place = open_place(f"s3://absent/prefix?endpoint_override={endpoint}&scheme=http")
    with pytest.raises(PlaceError, match=r"s3://absent/prefix: there is no bucket 'absent'"):
        list(place.files())
    with pytest.raises(PlaceError, match=r"there is no bucket 'absent'; make it"):
        place.write("x", b"x")


def test_no_permission(endpoint, address):
    place = open_place(address)
    place.write("x", b"x")

    def look_up_credentials_after(requests: bytes) -> None:
        reset = f"http://{endpoint}/moto-api/reset-auth"
        plain = {"Content-Type": "text/plain"}
        urlopen(Request(reset, data=requests, headers=plain, method="POST"))

    look_up_credentials_after(b"0")  # and the server knows none
    try:
        for ask in (lambda: place.write("y", b"y"), lambda: place.read("x"),
                    lambda: list(place.files())):  # fmt: skip
            with pytest.raises(PlaceError, match="AWS_ACCESS_KEY_ID and AWS_SECRET") as caught:
                ask()
            assert SECRET not in str(caught.value)
    finally:
        look_up_credentials_after(b"inf")


def test_nobody_answers(monkeypatch, endpoint):
    monkeypatch.setattr(object_store, "TRIES", 1)
    place = open_place("s3://shards/x?endpoint_override=127.0.0.1:9&scheme=http")
    with pytest.raises(PlaceError, match="no answer; correct `endpoint_override`"):
        place.read("x")


@pytest.mark.parametrize(
    ("where", "told"),
    [
        (f"s3://{KEY}:{SECRET}@shards/x", "no credentials in it"),
        (f"s3://shards/x?access_key={KEY}&secret_key={SECRET}", "access_key, secret_key is not al"),
        ("s3://shards", "no bucket or no prefix; allowed: s3://bucket/prefix"),
        ("s3:///x", "no bucket or no prefix"),
        ("gs://shards/x", "gs:// is no place for shards; allowed: a folder"),
        ("file://host/x", "names no folder; allowed: file:///folder"),
    ],
)
def test_what_is_no_place(where, told):
    with pytest.raises(PlaceError, match=re.escape(told)) as caught:
        open_place(where)
    assert SECRET not in str(caught.value)


def test_places_on_this_machine(tmp_path):
    assert open_place(f"file://{tmp_path}/a%20b") == LocalFolder(tmp_path / "a b")
    assert open_place(str(tmp_path)) == open_place(tmp_path) == LocalFolder(tmp_path)


def test_the_place_is_the_same_wherever_a_worker_was_started(tmp_path, monkeypatch, address):
    import pickle

    monkeypatch.chdir(tmp_path)
    travelling = pickle.dumps((LocalFolder(Path("out")), ObjectFolder(address)))
    assert SECRET.encode() not in travelling and KEY.encode() not in travelling
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    folder, bucket = pickle.loads(travelling)
    assert folder.path == tmp_path / "out" and str(bucket) == address.partition("?")[0]
