"""Ports, lines between tanks, residuals and losses as a scenario states them."""

import pytest

from sim.scenario.build.phases import vehicles_of
from sim.scenario.error import ScenarioError
from sim.scenario.load import loads
from sim.vehicle.hardware import Feed, Line

PORTS = "    ports: {stern: {axis: aft}, bow: {axis: forward}, belly: {axis: nadir}}\n"
CROSS = """\
        cross_feed:
          switch: {switch}
          tank: spare
          direct: {{value: 0.37 kg/s, assumption: trial}}
          transfer: {{value: 360 kg/h, assumption: trial}}
"""


def docked_at(base: str, port: str, ports: str = PORTS) -> str:
    """The small scenario with ports, its tug at one of them."""
    base = base.replace("  ship:\n", "  ship:\n" + ports)
    return base.replace("  tug:\n", f"  tug:\n    port: {port}\n")


def refused(text: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        loads(text)
    (issue,) = caught.value.issues
    return str(issue)


def with_line(base: str, switch: str) -> str:
    """The small scenario with a line from `spare` to `main`."""
    feeds = "        feeds: [{tank: main}]\n"
    return base.replace(feeds, feeds + CROSS.format(switch=switch))


@pytest.mark.parametrize("port", ["stern", "bow", "ship.stern"])
def test_a_ship_on_the_axis_pushes(base, port):
    scenario = loads(docked_at(base, port))
    assert scenario.port_of(vehicles_of(scenario)[1].name) == port


def test_a_ship_off_the_axis_is_told_the_ports_that_would_do(base):
    told = refused(docked_at(base, "belly"))
    assert "phases[1].burn.engines[0].group: tug docks at belly, on the nadir side" in told
    assert "can't push along the flight" in told
    assert "a ship at ship.bow, ship.stern" in told


def test_a_ship_at_no_port_cannot_push_where_ports_are_declared(base):
    told = refused(base.replace("  ship:\n", "  ship:\n" + PORTS))
    assert "tug docks at no port" in told


def test_a_port_that_is_not_declared_is_refused_only_where_ports_are(base):
    assert loads(docked_at(base, "Zvezda aft", "")).vehicles["tug"].port == "Zvezda aft"
    told = refused(docked_at(base, "Zvezda aft"))
    assert "vehicles.tug.port: no such port; given 'Zvezda aft'; allowed: ship.belly" in told


def test_one_ship_pushes_at_a_time(base):
    two = docked_at(base, "stern").replace("    dock: [tug]", "    dock: [tug, other]")
    engines = "        - {group: tug.push, failed: 1}\n"
    two = two.replace(engines, engines + "        - {group: other.lift}\n")
    other = """\
  other:
    port: bow
    dry_mass: {value: 10 t, assumption: trial}
    tanks:
      fuel: {capacity: {value: 5 t, assumption: trial}, load: {value: 5 t, assumption: trial}}
    engines:
      lift:
        count: {value: 1, assumption: trial}
        thrust: {value: 3 kN, assumption: trial}
        isp: {value: 302 s, assumption: trial}
        feeds: [{tank: fuel}]
"""
    told = refused(two.replace("stack: [ship]", other + "stack: [ship]"))
    assert "tug and other push together; given 'other.lift'" in told
    assert "one ship on the axis at a time" in told


def test_engines_of_the_station_are_bound_to_no_port(base):
    text = docked_at(base, "belly").replace("{group: tug.push, failed: 1}", "{group: ship.big}")
    assert loads(text).phases[1].burn.engines[0].group == "ship.big"


def test_ports_hold_for_lowering_and_for_the_burns_of_a_plan(base):
    profile = '[{date: "2028-07-20T00:00:00Z", altitude: 390 km}]'
    lowering = f"{{profile: {profile}, every: 5 d, engines: [{{group: tug.push}}]}}"
    text = docked_at(base, "belly").replace("stack: [ship]", "stack: [ship, tug]")
    text = text.replace("    dock: [tug]\n", "").replace("tug.push, failed", "ship.big, failed")
    text = text.replace(
        "    attitude: nominal\n", f"    attitude: nominal\n    lowering: {lowering}\n"
    )
    assert "phases[0].lowering.engines[0].group: tug docks at belly" in refused(text)
    head, _, _ = text.partition("  - name: push")
    head = head.replace("tug.push", "ship.big")
    plan = """\
plan:
  aim: {latitude: -45 deg, longitude: -125 deg}
  entry_attitude: nominal
  burns: [{name: only, engines: [{group: tug.push}], perigee: 50 km}]
"""
    assert "plan.burns[0].engines[0].group: tug docks at belly" in refused(head + plan)


@pytest.mark.parametrize("switch", ["none", "transfer", "direct"])
def test_a_line_is_built_with_its_flows(base, switch):
    group, _ = vehicles_of(loads(with_line(base, switch)))[0].engines
    assert group.feeds == (Feed("ship.main"),)
    assert group.line == Line("ship.spare", "ship.main", switch, 0.37, 0.1)
    assert group.line.burning == (0.37 if switch == "direct" else 0.0)
    assert group.line.coasting == (0.0 if switch == "none" else 0.1)


def test_a_full_line_is_a_feed_like_any_other(base):
    group, _ = vehicles_of(loads(with_line(base, "full")))[0].engines
    plain = base.replace("feeds: [{tank: main}]", "feeds: [{tank: main}, {tank: spare}]")
    assert group == vehicles_of(loads(plain))[0].engines[0]


def test_a_line_from_nowhere_from_itself_or_from_a_tank_that_a_line_fills_is_refused(base):
    direct = with_line(base, "direct")
    there = "vehicles.ship.engines.big.cross_feed.tank: "
    told = refused(direct.replace("          tank: spare", "          tank: spar"))
    assert there + "no such tank" in told and "did you mean 'spare'" in told
    with pytest.raises(ScenarioError, match="named twice"):
        loads(direct.replace("          tank: spare", "          tank: main"))
    chain = "        feeds: [{tank: spare}]\n"
    back = CROSS.format(switch="direct").replace("tank: spare", "tank: tug.fuel")
    told = refused(direct.replace(chain, chain + back))
    assert there + "a line fills this tank" in told


def test_losses_multiply_thrust_and_a_cant_lessens_the_specific_impulse(base):
    isp = "        isp: {value: 302 s, assumption: trial}\n"
    factor = "        thrust_factor: {value: 0.9, assumption: trial}\n"
    share = "        axial_share: {value: 0.8, assumption: trial}\n"
    for added, thrust, seconds in (
        ("", 3000.0, 302.0),
        (factor, 2700.0, 302.0),
        (share, 2400.0, 0.8 * 302.0),
        (factor + share, 2160.0, 0.8 * 302.0),
    ):
        (group,) = vehicles_of(loads(base.replace(isp, isp + added)))[1].engines
        assert (group.thrust, group.isp) == pytest.approx((thrust, seconds), rel=1e-15)


def test_a_residual_is_part_of_the_tank_and_not_burnt(base):
    load = "      fuel:\n        capacity: {value: 5 t, assumption: trial}\n"
    text = base.replace(load, load + "        residual: {value: 150 kg, assumption: trial}\n")
    assert vehicles_of(loads(text))[1].tanks[0].residual == 150.0
    told = refused(text.replace("150 kg", "6 t"))
    assert "vehicles.tug.tanks.fuel.residual: given '6 t'; allowed: at most the capacity" in told
    dry = text.replace("150 kg", "5 t").replace(", {tank: ship.main}", "")
    assert loads(dry)  # the ship's tank feeds the tug at half thrust
    alone = dry.replace(
        "          - tank: ship.main\n            thrust_factor: {value: 0.5, assumption: trial}\n",
        "",
    )
    assert "no propellant: its tanks (fuel) are empty" in refused(alone)


STERN_FREE = "      big:\n        free_port: stern\n"
SHIP_BURNS = """\
  - name: own
{undock}    burn:
      engines: [{{group: big}}]
      direction: retrograde
      ignition: {{centred_on: apogee}}
      cutoff: {{perigee: 40 km}}
  - name: fall
"""


@pytest.mark.parametrize(
    ("port", "undock", "text"),
    [
        ("stern", "", "tug is docked at ship.stern, which must be free while ship.big fires"),
        ("stern", "    undock: [tug]\n", ""),
        ("bow", "", ""),
    ],
)
def test_engines_fire_with_the_port_free_that_they_need(base, port, undock, text):
    base = docked_at(base, port).replace("      big:\n", STERN_FREE)
    base = base.replace("  - name: fall\n", SHIP_BURNS.format(undock=undock))
    if not text:
        loads(base)
        return
    told = refused(base)
    assert "phases[2].burn.engines[0].group: tug is docked at ship.stern" in told
    assert text in told and "`undock: [tug]` before the burn" in told
    assert "scenario.yaml:" in told


def test_a_port_that_must_be_free_exists(base):
    base = docked_at(base, "stern").replace("      big:\n", "      big:\n        free_port: keel\n")
    told = refused(base)
    assert "vehicles.ship.engines.big.free_port" in told and "keel" in told
    assert "ship.bow" in told and "ship.stern" in told


def test_the_main_engines_of_zvezda_need_its_aft_port_free():
    """The backup with its ship left at the port, as a file of one key says it."""
    with pytest.raises(ScenarioError) as caught:
        loads("include: shipped:progress\nplan: {burns: {burn_3: {undock: null}}}\n")
    told = [str(issue) for issue in caught.value.issues]
    assert len(told) == 3  # burn 3, burn 4 and the final burn
    assert all("progress_8 is docked at station.zvezda_aft" in each for each in told)
