# Only what PlantOS uses; gpiozero ships no types.
from .devices import Device as Device
from .devices import DigitalInputDevice as DigitalInputDevice, DigitalOutputDevice as DigitalOutputDevice
