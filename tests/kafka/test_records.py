"""Batches of records: in C and in Python the bytes that aiokafka's own builder makes, whatever is in the records."""

from collections.abc import Callable
from typing import Any, NamedTuple, get_args

import pytest
from aiokafka.record.default_records import DefaultRecordBase, DefaultRecordBatchBuilder
from aiokafka.record.memory_records import MemoryRecords
from hypothesis import given
from hypothesis import strategies as st

from stream.events import Header
from stream.kafka.records import Compression, PythonRecords, batches_of

NewRecords = Callable[[], Any]


class Given(NamedTuple):
    """A record."""

    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: list[Header]


texts = st.none() | st.binary(max_size=200) | st.integers(8_190, 8_194).map(bytes)
headers = st.tuples(st.text(max_size=70), st.none() | st.binary(max_size=70))  # brokers take null, too
given_records = st.builds(Given, st.integers(0, 2**45), texts, texts, st.lists(headers, max_size=70))
some_records = st.lists(given_records, min_size=1, max_size=70)


def _python() -> NewRecords:
    return PythonRecords


def _compiled() -> NewRecords:
    reason = "not compiled here"
    found: NewRecords = pytest.importorskip(
        "stream.kafka._records", reason=reason, exc_type=ImportError
    ).Records
    return found


@pytest.fixture(params=[_python, _compiled], ids=["python", "c"])
def new_records(request: pytest.FixtureRequest) -> NewRecords:
    """What makes empty records."""
    made: NewRecords = request.param()
    return made


@given(some_records)
def _same_as_aiokafka(new_records: NewRecords, some: list[Given]) -> None:
    made, expected = new_records(), DefaultRecordBatchBuilder(2, 0, 0, -1, -1, -1, 2**30)
    for number, record in enumerate(some):
        made.append(*record)
        expected.append(number, *record)
    assert bytes(made.data) == bytes(expected.build())[DefaultRecordBase.HEADER_STRUCT.size :]
    timestamps = [record.timestamp for record in some]
    assert (made.count, made.span) == (len(some), (timestamps[0], max(timestamps)))


def test_records_are_those_of_aiokafka(new_records: NewRecords) -> None:
    """Any keys, values, headers and timestamps, missing ones too, become the bytes that aiokafka makes of them."""
    _same_as_aiokafka(new_records)


@given(
    some_records,
    st.booleans(),
    st.tuples(st.integers(0, 2**60), st.integers(0, 2**15 - 1), st.integers(0, 2**30)),
)
def test_a_batch_is_that_of_aiokafka(
    some: list[Given], transactional: bool, producer: tuple[int, int, int]
) -> None:
    """The head tells what there is, whose it is, and its checksum; sent again, the batch is the same."""
    made = batches_of("none", transactional=transactional)()
    expected = DefaultRecordBatchBuilder(2, 0, int(transactional), -1, -1, -1, 2**30)
    for number, record in enumerate(some):
        made.append(*record)
        expected.append(number, *record)
    made._set_producer_state(*producer)
    expected.set_producer_state(*producer)
    assert bytes(made._build()) == bytes(expected.build())
    assert made._build() is made._build()
    assert (made.record_count(), made.closed()) == (len(some), True)


@pytest.mark.parametrize("compression", get_args(Compression))
def test_what_was_compressed_is_read_as_it_was(compression: Compression) -> None:
    """aiokafka reads what was written with each compression."""
    made = batches_of(compression, transactional=True)()
    headers = [("a", b"b"), ("ج", b"")]
    for number in range(3):
        made.append(1_000 - number, b"k%d" % number, b"x" * 60_000, headers)
    batch = MemoryRecords(bytes(made._build())).next_batch()
    assert (batch.validate_crc(), batch.is_transactional) == (True, True)
    assert (batch.compression_type != 0) == (compression != "none")
    read = [(found.offset, found.timestamp, found.key, found.value, list(found.headers)) for found in batch]
    assert read == [(n, 1_000 - n, b"k%d" % n, b"x" * 60_000, headers) for n in range(3)]


@pytest.mark.parametrize("compression", get_args(Compression))
def test_what_does_not_get_smaller_is_not_compressed(compression: Compression) -> None:
    """A record of a few bytes is sent as it is."""
    made = batches_of(compression, transactional=True)()
    made.append(1_000, b"k", b"v", [])
    batch = MemoryRecords(bytes(made._build())).next_batch()
    assert (batch.validate_crc(), batch.compression_type) == (True, 0)
    assert [(found.key, found.value) for found in batch] == [(b"k", b"v")]


def test_compiled_records_refuse_what_is_no_record() -> None:
    """What is no record is refused with the field's name, and so is adding while the bytes are looked at."""
    made = _compiled()()
    for arguments, field in (
        ((0, "k", b"", []), "key"),
        ((0, b"", "v", []), "value"),
        ((0, b"", b"", [("h", "v")]), "header's value"),
        ((0, b"", b"", [("h",)]), "header"),
        ((0, b"", b"", ()), "headers"),
    ):
        with pytest.raises(TypeError, match=field):
            made.append(*arguments)
    made.append(0, None, None, [])
    data = made.data
    with pytest.raises(BufferError):
        made.append(0, None, None, [])
    assert (made.count, len(data)) == (1, 7)
