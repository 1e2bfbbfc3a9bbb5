class Records:
    @property
    def count(self) -> int: ...
    @property
    def span(self) -> tuple[int, int]: ...
    @property
    def data(self) -> memoryview: ...
    def append(
        self,
        timestamp: int,
        key: bytes | None,
        value: bytes | None,
        headers: list[tuple[str, bytes]],
        /,
    ) -> None: ...
