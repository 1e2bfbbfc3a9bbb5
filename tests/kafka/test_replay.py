"""Replay: which dead letters one call takes along."""

from aiokafka import ConsumerRecord, TopicPartition

from stream.kafka.replay import _until

PARTITION = TopicPartition("letters", 0)


def _letter(offset: int) -> ConsumerRecord:
    return ConsumerRecord("letters", 0, offset, 0, 0, b"key", b"value", None, 3, 5, ())


def test_letters_that_came_after_the_beginning_are_left_to_the_next_call() -> None:
    """A letter that comes while others are sent back is neither sent nor remembered as sent."""
    records, offsets = _until({PARTITION: 5}, {PARTITION: [_letter(3), _letter(4), _letter(5)]})
    assert [letter.offset for letter in records] == [3, 4]
    assert offsets == {PARTITION: 5}
