from .pi import PiFactory, PiPin

class LGPIOPin(PiPin): ...

class LGPIOFactory(PiFactory):
    _handle: int | None
    def __init__(self, chip: int | None = None) -> None: ...
