"""Good files, damaged in seeded ways: what disks, networks, mailers and forgers do to bytes."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping

__all__ = ["IMAGE_DAMAGE", "PDF_DAMAGE", "Damage"]

Damage = Callable[[bytes, random.Random], bytes]

_OBJECT = re.compile(rb"(?<![0-9])(\d{1,6}) 0 obj\b")
_REFERENCE = re.compile(rb"(?<![0-9])(\d{1,6}) 0 R\b")
_LENGTH = re.compile(rb"(/Length\d? )(\d+)")
_STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
_NAME = re.compile(rb"/[A-Z][A-Za-z0-9]+")
_NUMBER = re.compile(rb"(?<![0-9.A-Za-z])-?\d+(?![0-9.A-Za-z])")
_EXTREMES = (b"0", b"-1", b"1", b"99999", b"2147483647", b"-2147483648", b"4294967296", b"9" * 30, b"0.0000001", b"null", b"(x)", b"<<>>")


def flip_bits(data: bytes, chance: random.Random) -> bytes:
    """One to thirty-two bits, anywhere."""
    damaged = bytearray(data)
    for _ in range(2 ** chance.randint(0, 5)):
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def overwrite(data: bytes, chance: random.Random) -> bytes:
    """A run of bytes becomes noise, zeros, or another part of the file."""
    size = min(2 ** chance.randint(0, 12), len(data) // 4)
    at, other = chance.randrange(len(data) - size), chance.randrange(len(data) - size)
    run = chance.choice([chance.randbytes(size), bytes(size), data[other : other + size]])
    return data[:at] + run + data[at + size :]


def cut_end(data: bytes, chance: random.Random) -> bytes:
    """A download that was broken off, often near its end."""
    return data[: max(8, int(len(data) * chance.choice([chance.random(), 1 - chance.random() ** 4])))]


def cut_out(data: bytes, chance: random.Random) -> bytes:
    """A hole, a run told twice, or an end of line that a mailer mended."""
    size = min(2 ** chance.randint(0, 13), len(data) // 4)
    at = chance.randrange(len(data) - size)
    kind = chance.randrange(4)
    if kind == 0:
        return data[:at] + data[at : at + size] * 2 + data[at + size :]
    if kind == 1:
        return data.replace(b"\r\n", b"\n") if chance.random() < 0.5 else data.replace(b"\n", b"\r\n")
    return data[:at] + data[at + size :]


def swap_objects(data: bytes, chance: random.Random) -> bytes:
    """Two objects change numbers, or references point to others."""
    places = _OBJECT if chance.random() < 0.5 else _REFERENCE
    found = list(places.finditer(data))
    if len(found) < 2:
        return flip_bits(data, chance)
    one, other = sorted(chance.sample(found, 2), key=lambda place: place.start())
    parts = (data[: one.start(1)], other[1], data[one.end(1) : other.start(1)], one[1], data[other.end(1) :])
    return b"".join(parts)


def alter_lengths(data: bytes, chance: random.Random) -> bytes:
    """Streams say that they are longer or shorter than they are."""
    found = list(_LENGTH.finditer(data))
    if not found:
        return flip_bits(data, chance)
    place = chance.choice(found)
    length = int(place[2])
    told = chance.choice([0, length // 2, length - 1, length + 1, length + chance.randrange(1, 5000), 2**31 - 1, 10**12])
    return data[: place.start(2)] + str(told).encode() + data[place.end(2) :]


def alter_words(data: bytes, chance: random.Random) -> bytes:
    """Outside of streams, numbers become extreme and names change places."""
    found = _outside(data, _NUMBER if chance.random() < 0.6 else _NAME)
    damaged = data
    for place in sorted(chance.sample(found, min(len(found), chance.randint(1, 4))), key=lambda place: -place.start()):
        new = chance.choice(_EXTREMES) if place[0][:1] != b"/" else chance.choice(found)[0]
        damaged = damaged[: place.start()] + new + damaged[place.end() :]
    return damaged


def _outside(data: bytes, what: re.Pattern[bytes]) -> list[re.Match[bytes]]:
    inside = [place.span() for place in _STREAM.finditer(data)]
    return [place for place in what.finditer(data) if not any(start < place.start() < end for start, end in inside)]


PDF_DAMAGE: Mapping[str, Damage] = {
    "bits flipped": flip_bits,
    "bytes overwritten": overwrite,
    "end cut off": cut_end,
    "holes and repeats": cut_out,
    "objects swapped": swap_objects,
    "lengths altered": alter_lengths,
    "numbers and names altered": alter_words,
}
IMAGE_DAMAGE: Mapping[str, Damage] = {
    "bits flipped": flip_bits,
    "bytes overwritten": overwrite,
    "end cut off": cut_end,
    "holes and repeats": cut_out,
}
