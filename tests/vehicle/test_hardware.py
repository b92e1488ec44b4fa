"""Vehicles: plain facts."""

from sim.vehicle.hardware import Tank, Vehicle


def test_mass_counts_the_propellant_aboard_not_the_capacity():
    tanks = (Tank("tug.fuel", 900.0, 300.0), Tank("tug.oxidiser", 900.0, 0.0))
    assert Vehicle("tug", 7000.0, tanks).mass == 7300.0
    assert Vehicle("tug", 7000.0).mass == 7000.0
