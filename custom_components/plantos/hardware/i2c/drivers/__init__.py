"""Every kind of I²C chip that is known: a file, and a line here."""

from .ads1x15 import Ads1015 as Ads1015, Ads1115 as Ads1115
from .aht20 import Aht20 as Aht20
from .bh1750 import Bh1750 as Bh1750
from .bme280 import Bme280 as Bme280, Bmp280 as Bmp280
from .chirp import Chirp as Chirp
from .ina219 import Ina219 as Ina219
from .seesaw import SeesawSoil as SeesawSoil
from .sht3x import Sht3x as Sht3x
from .sht4x import Sht4x as Sht4x
from .tsl2591 import Tsl2591 as Tsl2591
from .veml7700 import Veml7700 as Veml7700
