"""Numbers in (0, 1): the one of sample i depends on the root seed, i and a name, nothing else.

random: Philox 4x64 (Salmon et al. 2011, doi:10.1145/2063384.2063405), keyed by a hash of seed and
name, sample i at its own place of the counter. sobol: the dimension of the name (Joe & Kuo 2008,
doi:10.1137/070709359), scrambled digit by digit (Owen 1995) under the key of the name; names with
a suffix take a scrambled van der Corput sequence in an order shuffled within blocks of 2^k
(padding; Burley 2020, JCGT 9(4)): no two can collide, and at n = 1024 they correlate by 0.040
(rms), where dimensions far up the sequence do by up to 0.75. lhs: one sample in each of n equal
parts, in an order of the name's.
"""

import hashlib

import numpy as np
from numpy.typing import NDArray

from sim.campaign.error import InvalidParameterError
from sim.campaign.sampling.parameter import PARAMETERS

Array = NDArray[np.float64]
Words = NDArray[np.uint64]

METHODS = ("random", "lhs", "sobol")
MOST_SAMPLES = 2**31
"""Length of the low-discrepancy sequences as they are made here."""

BITS = 52
"""Of a number: k + 1/2 over 2^52 is exact, never 0 and never 1."""
INDEX_BITS = 32
ROWS_AT_ONCE = 65_536


def uniforms(seed: int, name: str, samples: int, method: str, *, first: int, count: int) -> Array:
    """Numbers of samples `first` to `first + count - 1` of one parameter.

    Parameters
    ----------
    seed
        Root seed, 0 or more.
    name
        Of the parameter.
    samples
        Of the whole campaign; only Latin hypercubes depend on it.
    method
        One of `METHODS`, or ``"strata"``: the padded sequence of names with a suffix.
    first, count
        Which samples.

    Returns
    -------
    ndarray
        Shape (count,), in (0, 1).

    Raises
    ------
    InvalidParameterError
        If the seed, method or range of samples can't be.
    """
    if seed < 0:
        raise InvalidParameterError(("seed",), "is out of range", seed, "0 or more")
    if not 0 < samples <= MOST_SAMPLES:
        raise InvalidParameterError(
            ("samples",), "is out of range", samples, f"1 to {MOST_SAMPLES}"
        )
    if not 0 <= first <= first + count <= samples:
        given = f"{first} to {first + count - 1}"
        raise InvalidParameterError(("samples",), "are out of range", given, f"0 to {samples - 1}")
    label = f"{seed}\n{name}\n"
    if method == "random":
        return _unit(_words(label, first, count) >> np.uint64(64 - BITS))
    if method == "lhs":
        return _latin(label, samples)[first : first + count]
    if method == "sobol" and name in PARAMETERS:
        digits = _sobol(PARAMETERS[name].position, first, count)
    elif method in ("sobol", "strata"):
        digits = _padded(label, first, count)
    else:
        raise InvalidParameterError(("method",), "no such method", method, ", ".join(METHODS))
    return _unit(scrambled(digits << np.uint64(BITS - INDEX_BITS), BITS, _key(label + "\ndigits")))


def _unit(k: Words) -> Array:
    return (k.astype(np.float64) + 0.5) * 2.0**-BITS


def _digest(label: str) -> bytes:
    return hashlib.sha256(label.encode()).digest()


def _key(label: str) -> np.uint64:
    return np.uint64(int.from_bytes(_digest(label)[:8], "little"))


def _words(label: str, first: int, count: int) -> Words:
    """64-bit words number `first` on of a stream; a block of the generator holds four."""
    block, skipped = divmod(first, 4)
    key = int.from_bytes(_digest(label)[:16], "little")
    return np.random.Philox(key=key, counter=block).random_raw(skipped + count)[skipped:]


def _latin(label: str, samples: int) -> Array:
    """All numbers of a Latin hypercube in one dimension (McKay et al. 1979)."""
    part = np.argsort(_words(label + "\norder", 0, samples), kind="stable")
    within = _unit(_words(label + "\nwithin", 0, samples) >> np.uint64(64 - BITS))
    return np.minimum((part + within) / samples, 1.0 - 2.0**-53)


def _sobol(dimension: int, first: int, count: int) -> Words:
    """Points of one dimension of the sequence as integers of `INDEX_BITS` bits."""
    from scipy.stats import qmc  # half a second, which those who only read campaigns need not wait

    found = np.zeros(count)
    # Point 0 is the origin. SciPy warns of any number of points from it on that is no power of 2.
    for start in range(max(first, 1), first + count, ROWS_AT_ONCE):
        engine = qmc.Sobol(dimension + 1, scramble=False, bits=INDEX_BITS)
        engine.fast_forward(start)
        rows = min(ROWS_AT_ONCE, first + count - start)
        found[start - first : start - first + rows] = engine.random(rows)[:, dimension]
    return (found * 2.0**INDEX_BITS).astype(np.uint64)


def _padded(label: str, first: int, count: int) -> Words:
    """Van der Corput sequence, in an order shuffled within every aligned block of 2^k."""
    index = np.arange(first, first + count, dtype=np.uint64)
    index = scrambled(index, INDEX_BITS, _key(label + "\norder"))
    digits = np.zeros_like(index)
    for k in range(INDEX_BITS):
        digits |= ((index >> np.uint64(k)) & np.uint64(1)) << np.uint64(INDEX_BITS - 1 - k)
    return digits


def scrambled(number: Words, bits: int, key: np.uint64) -> Words:
    """Each binary digit flipped or not by a hash of all digits before it: nested scrambling.

    Parameters
    ----------
    number
        Integers of `bits` bits, shape (n,).
    bits
        At most 63.
    key
        Of the hash.
    """
    found = number.copy()
    one = np.uint64(1)
    for k in range(bits):
        node = (number >> np.uint64(bits - k)) | (one << np.uint64(k))
        flip = _hash(_hash(node) ^ key) & one
        found ^= flip << np.uint64(bits - 1 - k)
    return found


def _hash(x: Words) -> Words:
    """Finaliser of SplitMix64 (Steele, Lea, Flood 2014, doi:10.1145/2660193.2660195)."""
    x = x + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))
