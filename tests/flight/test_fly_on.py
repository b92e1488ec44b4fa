"""A flight that is flown on is the flight that was flown in one."""

from dataclasses import replace

import numpy as np
import pytest

from sim.flight.fly import fly, fly_on
from sim.flight.phase import Condition, Phase
from sim.flight.status import FLYING, IMPACT, IN_ORBIT
