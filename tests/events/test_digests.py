"""Digests of many texts at once: in C the same as those of `hashlib`."""

from hashlib import blake2b
from random import Random

import pytest

from stream.events.digests import hexdigests

LENGTHS = (0, 1, 63, 64, 127, 128, 129, 255, 256, 257, 1_000, 20_000)


@pytest.mark.parametrize("size", [1, 7, 8, 16, 33, 64])
@pytest.mark.parametrize("count", [0, 1, 3, 4, 5, 33])
def test_c_and_hashlib_find_the_same_digests(count: int, size: int) -> None:
    """Four texts are hashed at a time, of any lengths and parts; each has the digest that it has by itself."""
    pytest.importorskip(
        "stream.events._blake2b", reason="not compiled here, or no AVX2", exc_type=ImportError
    )
    random = Random(count)
    texts = [
        tuple(random.randbytes(random.choice(LENGTHS)) for _ in range(random.randrange(4)))
        for _ in range(count)
    ]
    assert hexdigests(texts, size) == hexdigests(texts, size, compiled=False)


@pytest.mark.parametrize("compiled", [True, False])
def test_digest_of_the_standard(compiled: bool) -> None:
    """The first example of RFC 7693, appendix A, and the digest of nothing."""
    texts: list[tuple[bytes, ...]] = [(b"a", b"", b"bc"), ()]
    assert hexdigests(texts, 64, compiled=compiled) == [blake2b(b"abc").hexdigest(), blake2b().hexdigest()]
    assert hexdigests(texts, 64, compiled=compiled)[0].startswith("ba80a53f981c4d0d6a2797b69f12f6e9")


@pytest.mark.parametrize("size", [0, 65])
@pytest.mark.parametrize("compiled", [True, False])
def test_size_out_of_bounds(size: int, compiled: bool) -> None:
    """A digest has 1 to 64 bytes."""
    with pytest.raises(ValueError, match=r"\d"):
        hexdigests([(b"abc",)], size, compiled=compiled)
