from . import BoardInfo, Factory, Pin, PinInfo

class PiFactory(Factory):
    pins: dict[PinInfo, Pin]
    pin_class: type[PiPin] | None
    _info: BoardInfo | None
    def __init__(self) -> None: ...

class PiPin(Pin):
    _number: int
    _when_changed: object | None
    def __init__(self, factory: Factory, info: PinInfo) -> None: ...
    @property
    def factory(self) -> Factory: ...
    def _call_when_changed(self, ticks: float, state: int) -> None: ...
