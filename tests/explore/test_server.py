"""The server as a browser or a stranger meets it."""

import http.client
import json
import socket

import pytest

from sim.explore.app import App
from sim.explore.notebook import Exploration
from sim.explore.server import HOST, open_server


@pytest.fixture(scope="module")
def served(opened):
    app = App()
    server, _ = open_server(0, app.ask, "<b>Explore</b>")
    server.start()
    app.ready([opened])
    yield server
    server.shutdown()
    server.server_close()


def call(server, method, path, body=None, **headers):
    """Status, headers and content of an answer."""
    link = http.client.HTTPConnection(HOST, server.port, timeout=30)
    text = body if body is None or isinstance(body, str) else json.dumps(body)
    link.request(method, path, text, headers)
    answer = link.getresponse()
    found = answer.status, dict(answer.getheaders()), answer.read().decode()
    link.close()
    return found


def ask(server, what, **content):
    given = {"page": "test", "number": 1, "plan": 0, "state": {}} | content
    status, _, text = call(server, "POST", f"/ask/{what}", given, **{"X-Token": server.token})
    return status, json.loads(text.splitlines()[0])


def test_the_page_wants_the_token(served):
    assert call(served, "GET", "/")[0] == 403
    assert call(served, "GET", "/?token=guess")[0] == 403
    status, headers, text = call(served, "GET", f"/?token={served.token}")
    assert status == 200 and "&lt;b&gt;" in text and "default-src 'none'" in str(headers)
    cookie = headers["Set-Cookie"].partition(";")[0]
    assert call(served, "GET", "/?thrust=0.9", Cookie=cookie)[0] == 200
    assert "HttpOnly" in headers["Set-Cookie"] and "SameSite=Strict" in headers["Set-Cookie"]


def test_nothing_comes_from_outside(served):
    for path in (f"/?token={served.token}", "/explore.css", "/explore.js", "/map.js", "/globe.js",
                 "/profile.js", "/figures.js", "/room.js"):  # fmt: skip
        status, _, text = call(served, "GET", path)
        assert status == 200 and "https://" not in text and "http://" not in text
    assert call(served, "GET", "/../pyproject.toml")[0] == 404


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}])
def test_other_names_are_refused(served, headers):
    assert call(served, "GET", f"/?token={served.token}", **headers)[0] == 421
    told = {"X-Token": served.token, **headers}
    assert call(served, "POST", "/ask/open", {}, **told)[0] == 421


def test_answers_want_the_token(served):
    assert call(served, "POST", "/ask/open", {})[0] == 403
    assert call(served, "POST", "/ask/open", {}, **{"X-Token": "guess"})[0] == 403


@pytest.mark.parametrize("body", ["[]", "nonsense", "[" * 5000])
def test_strange_bodies_are_refused(served, body):
    assert call(served, "POST", "/ask/answer", body, **{"X-Token": served.token})[0] == 400


def test_a_long_body_is_refused(served):
    link = http.client.HTTPConnection(HOST, served.port, timeout=30)
    link.putrequest("POST", "/ask/answer")
    for name, value in (("X-Token", served.token), ("Content-Length", "9999999")):
        link.putheader(name, value)
    link.endheaders()
    assert link.getresponse().status == 413
    link.close()


def test_a_state_is_answered(served):
    status, found = ask(served, "answer", number=2, state={"thrust": "0.95"})
    assert status == 200 and found["state"] == {"thrust": 0.95}
    assert "thrust=0.95" in found["address"] and found["figures"]["debris"]["keep_out"]
    assert all(len(row) == 5 for row in found["track"]) and found["ring"]


def test_bad_input_is_told_by_its_control(served):
    status, found = ask(served, "answer", number=3, state={"thrust": "much", "density": "9"})
    assert status == 422 and set(found["problems"]) == {"thrust", "density"}
    assert "allowed: 0.5 to 1.2" in found["problems"]["thrust"]


def test_an_overtaken_request_is_not_flown(served):
    assert ask(served, "answer", page="two", number=9)[0] == 200
    assert ask(served, "answer", page="two", number=8)[0] == 409


@pytest.mark.parametrize("content", [{"plan": 7}, {"plan": "a"}, {"state": 3}, {"number": "x"}])
def test_strange_requests_are_refused(served, content):
    assert ask(served, "answer", **content)[0] == 400


def test_a_cloud_comes_step_by_step(served):
    link = http.client.HTTPConnection(HOST, served.port, timeout=60)
    body = {"page": "cloud", "number": 1, "plan": 0, "state": {}}
    link.request("POST", "/ask/cloud", json.dumps(body), {"X-Token": served.token})
    answer = link.getresponse()
    first = json.loads(answer.readline())
    assert first["samples"] == 32 and first["places"] and first["figures"]["samples"] == 32
    assert ask(served, "answer", page="cloud", number=2)[0] == 200
    rest = [json.loads(line) for line in answer.read().splitlines()]
    # it ends once the page has asked for something else, however many steps came meanwhile
    assert all(step["samples"] < first["wanted"] for step in rest)
    link.close()


def test_a_link_is_read(served, opened):
    query = f"plan=descent&scenario=ffff&thrust=0.9&density=x&token={served.token}&strange=1"
    status, found = ask(served, "link", query=query)
    assert status == 200 and found["given"] == {"thrust": "0.9", "density": "x"}
    assert "another version" in found["notice"] and "strange" not in found["given"]
    assert set(found["problems"]) == {"density", "strange"}


def test_states_are_saved_and_exported(served):
    for what, words in (("save", "phases:"), ("geojson", "FeatureCollection"),
                        ("figures", "scenario_sha256")):  # fmt: skip
        status, found = ask(served, what, number=50, state={"thrust": "0.95"})
        assert status == 200 and words in found["text"] and served.token not in found["text"]


def test_a_busy_port_is_said_and_the_next_one_taken():
    with socket.socket() as busy:
        busy.bind((HOST, 0))
        busy.listen()
        port = busy.getsockname()[1]
        server, words = open_server(port, lambda what, content: {}, "")
        assert server.port > port and f"port {port} is busy" in words
        assert server.server_address[0] == HOST
        server.server_close()


def test_what_nobody_foresaw_is_told():
    def ask_wrong(what, content):
        raise ZeroDivisionError("by nothing")

    server, _ = open_server(0, ask_wrong, "")
    server.start()
    assert ask(server, "answer") == (500, {"error": "unforeseen ZeroDivisionError: by nothing"})
    server.shutdown()
    server.server_close()


def test_until_the_plans_are_open_the_stage_is_told():
    app = App()
    app.stage = "Compiling."
    server, _ = open_server(0, app.ask, "")
    server.start()
    assert ask(server, "open") == (200, {"stage": "Compiling."})
    assert ask(server, "answer")[0] == 409
    app.failed = "no plan"
    assert ask(server, "open") == (200, {"failed": "no plan"})
    shown = Exploration(app, server)
    assert "iframe" in shown._repr_html_() and server.token not in repr(shown)
    shown.close()
