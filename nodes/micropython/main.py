"""A PlantOS node on an ESP32: one pump, one capacitive soil probe, one float switch.

Copy main.py and node.py to the board, and umqtt.simple (mpremote mip install umqtt.simple).

    GPIO 26  pump's relay or MOSFET, on while high; with a resistor of 10 kΩ to ground, so that it is
             off while the chip resets
    GPIO 34  capacitive soil probe's output, 0-3.3 V
    GPIO 27  float switch to ground, closed while there is water
"""

import network
import time
from machine import ADC, WDT, Pin
from umqtt.simple import MQTTClient, MQTTException

from node import Node, Outlet

WIFI, WIFI_PASSWORD = "your network", "its password"
BROKER, USER, PASSWORD = "192.168.1.10", "plantos", "its password"
NAME = "balcony"

PUMP_PIN, PUMP_ON = 26, 1
MOISTURE_PIN, FLOAT_PIN = 34, 27
PUMP_MAX_S = 120
REPORT_MS = 60000

# Before anything else: off. A Pin that is made with its value never shows the other one.
pump = Pin(PUMP_PIN, Pin.OUT, value=1 - PUMP_ON)
moisture = ADC(Pin(MOISTURE_PIN), atten=ADC.ATTN_11DB)
water = Pin(FLOAT_PIN, Pin.IN, Pin.PULL_UP)
# A loop that hangs, also in a network call, resets the chip, and a reset closes.
watchdog = WDT(timeout=8000)

TOPIC = "plantos/" + NAME
ABOUT = {
    "name": NAME,
    "model": "ESP32",
    "software": "MicroPython reference node 1",
    "probes": {"soil": {"raw": True, "name": "Soil"}},
    "floats": {"tank": {"name": "Tank"}},
}


class Count:
    """Milliseconds since the boot; the chip's own count wraps, this one doesn't."""

    def __init__(self):
        self.last = time.ticks_ms()
        self.total = 0

    def now(self):
        ticks = time.ticks_ms()
        self.total += time.ticks_diff(ticks, self.last)
        self.last = ticks
        return self.total


count = Count()
wifi = network.WLAN(network.STA_IF)
client = None
node = Node(
    TOPIC,
    ABOUT,
    {"pump": Outlet(lambda on: pump.value(PUMP_ON if on else 1 - PUMP_ON), "Pump", PUMP_MAX_S)},
    lambda topic, text, retain: client.publish(topic, text, retain, 0),
)


def wait(ms):
    """Let time pass, with the watchdog content and the deadlines kept."""
    until = count.now() + ms
    while count.now() < until:
        watchdog.feed()
        node.tick(count.now())
        time.sleep_ms(50)


def connect():
    """Join the network and the broker. Raises OSError or MQTTException."""
    global client
    if not wifi.isconnected():
        wifi.active(True)
        wifi.connect(WIFI, WIFI_PASSWORD)
        wait(10000)
        if not wifi.isconnected():
            wifi.disconnect()
            raise OSError("no WiFi")
    client = MQTTClient("plantos-" + NAME, BROKER, user=USER, password=PASSWORD, keepalive=15)
    client.set_last_will(TOPIC + "/status", "offline", retain=True)
    client.set_callback(lambda topic, payload: node.message(topic.decode(), payload, count.now()))
    client.connect(clean_session=True)
    for topic in node.subscriptions():
        client.subscribe(topic)
    node.connected(count.now())


def report():
    node.report("probe", "soil", moisture.read_uv())
    node.report("float", "tank", water.value() == 0)


def run():
    """Serve one connection until it is lost."""
    connect()
    report_at = 0
    while node.tick(count.now()):
        watchdog.feed()
        client.check_msg()
        if count.now() >= report_at:
            report_at = count.now() + REPORT_MS
            report()
        time.sleep_ms(50)


while True:
    try:
        run()
    except (OSError, MQTTException, IndexError, ValueError) as error:
        print("connection lost:", error)
    node.lost()
    try:
        client.sock.close()
    except (OSError, AttributeError):
        pass
    wait(5000)
