from collections.abc import Callable

from .pins import Factory, Pin

class Device: ...

class DigitalInputDevice(Device):
    pin: Pin
    when_activated: Callable[[], object] | None
    def __init__(
        self,
        pin: int | str,
        *,
        pull_up: bool | None = ...,
        bounce_time: float | None = ...,
        pin_factory: Factory | None = ...,
    ) -> None: ...
    def close(self) -> None: ...

class DigitalOutputDevice(Device):
    def __init__(
        self,
        pin: int | str,
        *,
        active_high: bool = ...,
        initial_value: bool | None = ...,
        pin_factory: Factory | None = ...,
    ) -> None: ...
    @property
    def value(self) -> int: ...
    def on(self) -> None: ...
    def off(self) -> None: ...
    def close(self) -> None: ...
