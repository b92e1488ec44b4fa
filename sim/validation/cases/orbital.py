"""NESC orbital check cases compared with NASA's JEOD, and a finite burn with NASA's GMAT.

The cases are the scenarios in scenarios/checks with GEM-T1 from the reference data.
Definition of the cases: NASA/TM-2015-218675; states after 28,800 s from the logs of JEOD v5
(https://github.com/nasa/jeod, verif/SIM_dyncomp). GMAT's report:
https://github.com/nyx-space/nyx, nyx-core/tests/GMAT_scripts/prop.
"""

from functools import cache

import numpy as np

from sim.dynamics.thrust import VELOCITY
from sim.environment.gravity import from_coefficients
from sim.environment.world import world
from sim.flight.fly import fly
from sim.frames.epoch import Epoch
from sim.integrate.batch import run
from sim.scenario.build.mission import build_mission
from sim.scenario.load import loads
from sim.validation.comparison import Comparison, ReferenceCase, between, within
from sim.validation.propagator_inputs import gcrf_from_j2000, parameter_vectors, record_state
from sim.validation.reference import read_table, reference_path, scenario_path

DEGREE = {"3B": 8, "6B": 0, "7A": 4, "7C": 4}
"""Degree and order of the gravity field in each case."""
BURN_TIMES = (1000.0, 2000.0, 3000.0)
"""s after ignition at which states of GMAT's burn are compared; its report has steps of 10 s."""

JEOD = "orbital_checkcases/jeod_reference.csv"
GEM_T1 = "orbital_checkcases/gemt1_8x8.csv"
GMAT = "finite_burn/gmat_finite_burn_no_depletion.txt"


@cache
def jeod_states() -> dict[str, np.ndarray]:
    """Initial states by their names and final states by case, J2000, m and m/s."""
    states = {}
    for record in read_table(JEOD):
        name = record["initial_state"] if record["case"] == "init" else record["case"]
        states[name] = record_state(record)
    return states


@cache
def gem_t1(degree: int) -> str:
    """GEM-T1 up to a degree of at most 8, as text of a scenario.

    Marsh and others 1988, J. Geophys. Res. 93, 6169.
    """
    terms = [term for term in read_table(GEM_T1) if 2 <= int(term["n"]) <= degree]
    harmonics = ", ".join(
        f"{{degree: {t['n']}, order: {t['m']}, c: {t['C_norm']}, s: {t['S_norm']}}}" for t in terms
    )
    scale = 'mu: "3.98600436e14 m3/s2", radius: "6378137 m"'
    return f"{{field: stated, degree: {degree}, {scale}, harmonics: [{harmonics}]}}"


@cache
def final_state(name: str, drag: bool = False, tolerance: float = 1e-12) -> np.ndarray:
    """Final state (6,) of a case in GCRF, with or without drag (F10.7 128.8, Ap 15.7)."""
    path = scenario_path(f"checks/nesc_{name.lower()}.yaml")
    changes = [
        f"atmosphere: {{model: {'nrlmsise00' if drag else 'none'}}}",
        f"integrator: {{relative_tolerance: {tolerance}}}",
    ]
    if DEGREE[name]:
        changes.append(f"gravity: {gem_t1(DEGREE[name])}")
    text = f"include: {path.name}\nenvironment: {{{', '.join(changes)}}}\n"
    return fly(build_mission(loads(text, str(path.parent / "changed.yaml")))).y[0, :6]


def drag_ratio(name: str, drag_free_name: str | None) -> float:
    """Along-track displacement by drag over that of JEOD.

    `drag_free_name` is JEOD's case without drag; None takes the state computed here instead.
    """
    drag_free, with_drag = final_state(name), final_state(name, drag=True)
    reference = gcrf_from_j2000(jeod_states()[name])
    reference_drag_free = drag_free
    if drag_free_name is not None:
        reference_drag_free = gcrf_from_j2000(jeod_states()[drag_free_name])
    along = reference[3:] / np.linalg.norm(reference[3:])
    displacement = (with_drag - drag_free)[:3] @ along
    return float(displacement / ((reference - reference_drag_free)[:3] @ along))


def gmat_errors() -> np.ndarray:
    """Differences of position (m), velocity (m/s) and mass (kg) from GMAT's burn at `BURN_TIMES`,
    shape (3, 3).
    """
    lines = reference_path(GMAT).read_text(encoding="utf-8").splitlines()[1:]
    states = 1e3 * np.array([[float(c) for c in line.split(",")[1:7]] for line in lines])
    one = np.ones((1, 1))
    point_mass = from_coefficients(one, 0.0 * one, 0, mu=3.986004415e14, radius=6378137.0)
    environment = world(Epoch(52275, 0.0), BURN_TIMES[-1], degree=0, air="none")
    switch = environment.switch._replace(steering=VELOCITY)
    environment = environment._replace(gravity=point_mass, switch=switch)
    n = len(BURN_TIMES)
    arc = run(
        environment,
        np.zeros(n),
        np.tile(np.append(gcrf_from_j2000(states[0]), 1756.0), (n, 1)),
        np.array(BURN_TIMES),
        parameter_vectors(n, thrust=10.0),
        relative_tolerance=1e-13,
    )
    reference = np.array([gcrf_from_j2000(states[round(t / 10.0)]) for t in BURN_TIMES])
    errors = arc.y[:, :6] - reference
    position, velocity = (np.linalg.norm(e, axis=1) for e in (errors[:, :3], errors[:, 3:]))
    return np.column_stack([position, velocity, arc.y[:, 6] - 1756.0])


def _compare_without_drag(name: str) -> list[Comparison]:
    state, reference = final_state(name), gcrf_from_j2000(jeod_states()[name])
    models = (
        "twice the difference of an independent program: like this simulator, it has other models "
        "of Earth rotation, Sun and Moon than JEOD"
    )
    integration = "integration errors must be far below differences between models"
    position, velocity = (np.linalg.norm(e) for e in np.split(state - reference, 2))
    change = float(np.linalg.norm((state - final_state(name, tolerance=1e-10))[:3]))
    return [
        within("position after 8 h", "m", 0.0, float(position), 10.0, models),
        within("velocity after 8 h", "m/s", 0.0, float(velocity), 0.015, models),
        within("change with 100 times the relative tolerance", "m", 0.0, change, 0.1, integration),
    ]


def _compare_with_drag(name: str, drag_free_name: str | None) -> list[Comparison]:
    models = (
        "JEOD's atmosphere is MET, which is not simulated; here it is NRLMSISE-00. Two models of "
        "that family gave 0.81 and 0.94 elsewhere"
    )
    ratio = drag_ratio(name, drag_free_name)
    other = drag_ratio("7C", "7A") if name == "6B" else drag_ratio("6B", None)
    drag = "atmosphere models differ, the drag must not: 6B and 7C must have the same ratio"
    return [
        between("displacement by drag over JEOD's", "", 1.0, ratio, (0.75, 1.10), models),
        within("the same ratio, 6B against 7C", "", other, ratio, 0.01, drag),
    ]


def _compare_burn() -> list[Comparison]:
    position, velocity, mass = gmat_errors().max(axis=0)
    jupiter = "the same forces except Jupiter, which GMAT included: less than 1 mm"
    constant = "GMAT kept the mass constant: no difference allowed"
    return [
        within("position, 1,000 to 3,000 s", "m", 0.0, position, 0.01, jupiter),
        within("velocity, 1,000 to 3,000 s", "m/s", 0.0, velocity, 1e-5, jupiter),
        within("mass", "kg", 0.0, mass, 0.0, constant),
    ]


FAMILY = "Orbits and burns compared with other codes"
_FILES = (JEOD, GEM_T1)
_NESC = (
    "NASA/TM-2015-218675; states of JEOD v5, https://github.com/nasa/jeod; scenarios "
    "scenarios/checks/nesc_*.yaml with the GEM-T1 gravity field of the reference data"
)

CASES = (
    ReferenceCase(
        name="nesc_3b",
        title="8x8 gravity field, 8 h",
        source=_NESC,
        family=FAMILY,
        needs=_FILES,
        run=lambda: _compare_without_drag("3B"),
    ),
    ReferenceCase(
        name="nesc_7a",
        title="4x4 gravity field, Sun and Moon, 8 h",
        source=_NESC,
        family=FAMILY,
        needs=_FILES,
        run=lambda: _compare_without_drag("7A"),
    ),
    ReferenceCase(
        name="nesc_6b",
        title="Point mass and drag, 8 h",
        source=_NESC,
        family=FAMILY,
        needs=_FILES,
        run=lambda: _compare_with_drag("6B", None),
    ),
    ReferenceCase(
        name="nesc_7c",
        title="4x4 gravity field, Sun, Moon and drag, 8 h",
        source=_NESC,
        family=FAMILY,
        needs=_FILES,
        run=lambda: _compare_with_drag("7C", "7A"),
    ),
    ReferenceCase(
        name="gmat_burn",
        title="10 N along the velocity for 3,000 s",
        source="GMAT report kept in https://github.com/nyx-space/nyx, "
        "nyx-core/tests/GMAT_scripts/prop",
        family=FAMILY,
        needs=(GMAT,),
        run=_compare_burn,
    ),
)
