from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

class PinInfo(NamedTuple):
    number: int
    name: str
    names: frozenset[int | str]
    pull: str
    row: int
    col: int
    interfaces: frozenset[str]

class HeaderInfo(NamedTuple):
    name: str
    rows: int
    columns: int
    pins: Mapping[int, PinInfo]

class BoardInfo(NamedTuple):
    revision: str
    model: str
    pcb_revision: str
    released: str
    soc: str
    manufacturer: str
    memory: int | None
    storage: str
    usb: int
    usb3: int
    ethernet: int
    eth_speed: int
    wifi: bool
    bluetooth: bool
    csi: int
    dsi: int
    headers: Mapping[str, HeaderInfo]
    board: str
    def find_pin(self, name: int | str) -> Iterable[tuple[HeaderInfo, PinInfo]]: ...

class Factory:
    board_info: BoardInfo
    def close(self) -> None: ...
    def pin(self, name: int | str) -> Pin: ...

class Pin:
    info: PinInfo
    function: str
    state: bool
    pull: str
    bounce: float | None
    edges: str
    when_changed: Callable[[float, int], None] | None
    def close(self) -> None: ...
    def output_with_state(self, state: bool) -> None: ...
    def input_with_pull(self, pull: str) -> None: ...
