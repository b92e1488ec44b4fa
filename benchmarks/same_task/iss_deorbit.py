"""This library."""

import sim


def prepare(states, epoch, mass, area, cd, activity):
    forces = [
        sim.Gravity("egm2008", 20),
        sim.Atmosphere("nrlmsise00", weather=activity),
        sim.Drag(area, cd),
        sim.ThirdBody(),
    ]
    return lambda: sim.propagate(states, epoch, forces, [86400.0], mass=mass, threads=1).end_states
