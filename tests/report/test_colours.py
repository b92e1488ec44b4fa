"""Colours used together differ for people who lack a kind of cones.

Simulation: Machado, Oliveira and Fernandes, A Physiologically-based Model for Simulation of Color
Vision Deficiency, IEEE TVCG 15 (2009) 1291, table of severity 1.0, on linear RGB. Difference: CIE
1976 L*a*b* (ISO/CIE 11664-4) of sRGB (IEC 61966-2-1) under D65.
"""

import itertools

import numpy as np
import pytest

from sim.report.colours import DECISIONS, PALETTE, PROPELLANT, STAGES

VISIONS = {
    "all cones": np.eye(3),
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
XYZ = [
    [0.4124564, 0.3575761, 0.1804375],
    [0.2126729, 0.7151522, 0.0721750],
    [0.0193339, 0.1191920, 0.9503041],
]
WHITE = (0.95047, 1.0, 1.08883)
LEAST = 16.0
"""Assumption, 10 to 20: several times the least that is seen side by side, about 2.3 (Mahy, Van
Eycken and Oosterlinck, Color Research and Application 19 (1994) 105).
"""
PALETTES = {
    "plans": list(PALETTE),
    "stages": list(STAGES.values()),
    "propellant": list(PROPELLANT.values()),
    "decisions": list(DECISIONS.values()),
}


def lab(colour: str, vision: str) -> np.ndarray:
    srgb = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255.0
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.asarray(VISIONS[vision]) @ linear, 0.0, 1.0)
    t = np.array(XYZ) @ seen / np.array(WHITE)
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def least_difference(colours: list[str], vision: str) -> float:
    pairs = itertools.combinations(colours, 2)
    return min(float(np.linalg.norm(lab(a, vision) - lab(b, vision))) for a, b in pairs)


def test_white_and_red_are_where_the_standard_has_them():
    assert lab("#ffffff", "all cones") == pytest.approx([100.0, 0.0, 0.0], abs=0.02)
    assert lab("#ff0000", "all cones") == pytest.approx([53.24, 80.09, 67.20], abs=0.05)


@pytest.mark.parametrize("vision", list(VISIONS))
@pytest.mark.parametrize("palette", list(PALETTES))
def test_colours_used_together_differ_for_every_kind_of_vision(palette, vision):
    assert least_difference(PALETTES[palette], vision) >= LEAST


def test_the_measure_finds_colours_that_only_all_cones_tell_apart():
    red, green = "#c04000", "#6a7000"
    assert least_difference([red, green], "all cones") > 45.0
    assert least_difference([red, green], "deutan") < LEAST
