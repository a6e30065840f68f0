"""The rules of a PlantOS node: what opens an outlet, and all that closes it.

Plain Python without pins or network, for MicroPython and CPython alike. Time is a count of
milliseconds that never jumps back. Outlets are switched before anything is published, so that a
dead connection keeps none open.
"""

import json

VERSION = 1
# An opening counts for so long after its outlet was asked how it stands.
ASK_MS = 5000
# How many questions an outlet remembers.
ASKS = 4
# The node hears its own echo this often, and takes the connection for lost after this much silence.
ECHO_MS = 5000
SILENCE_MS = 15000
# How often outlets tell how they stand, unasked.
STATE_MS = 30000


class Outlet:
    """One outlet: its switch (a function of True or False) and the longest it may be open."""

    def __init__(self, switch, name="", max_s=600):
        self.switch = switch
        self.name = name
        self.max_s = max_s
        self.closes_at = None
        self.asks = []

    def open(self, now, seconds):
        self.closes_at = now + int(seconds * 1000)
        self.switch(True)

    def close(self):
        self.switch(False)
        self.closes_at = None

    def is_asked(self, command, now):
        """Whether this opening was announced just now; it counts once."""
        for ask in self.asks:
            if ask[0] == command:
                self.asks.remove(ask)
                return now - ask[1] <= ASK_MS
        return False


class Node:
    """A node of the protocol that docs/mqtt.md describes."""

    def __init__(self, topic, about, outlets, publish):
        """Take the topic ("plantos/balcony"), its description, its outlets by channel, and publish(topic, text, retain)."""
        self.topic = topic
        self.outlets = outlets
        self.about = about
        self.publish = publish
        self.heard_at = None
        self.echo_at = 0
        self.state_at = 0
        self.close_all()

    def close_all(self):
        """Close every outlet, whatever was."""
        for outlet in self.outlets.values():
            outlet.close()
            outlet.asks = []

    def subscriptions(self):
        """What to subscribe to, at QoS 0."""
        return [self.topic + "/echo"] + [self.topic + "/outlet/" + channel + "/set" for channel in self.outlets]

    def connected(self, now):
        """Say what there is, once it is subscribed."""
        self.heard_at = now
        self.echo_at = now
        self.state_at = now + STATE_MS
        about = dict(self.about)
        about["version"] = VERSION
        about["outlets"] = {c: {"name": o.name, "max_s": o.max_s} for c, o in self.outlets.items()}
        self.publish(self.topic + "/about", json.dumps(about), True)
        self.publish(self.topic + "/status", "online", True)
        self.tell_all(now)

    def lost(self):
        """The connection is gone."""
        self.heard_at = None
        self.close_all()

    def message(self, topic, payload, now):
        """Hear a message of the broker. Nonsense is no command."""
        self.heard_at = now
        parts = topic.split("/")
        if parts[-1] != "set" or len(parts) < 3 or parts[-2] not in self.outlets:
            return
        channel = parts[-2]
        try:
            said = json.loads(payload)
        except (ValueError, RuntimeError):
            return
        if isinstance(said, dict):
            self.command(channel, said, now)

    def command(self, channel, said, now):
        outlet = self.outlets[channel]
        command, seconds = said.get("id"), said.get("open_s")
        if not isinstance(command, str) or len(command) > 40:
            command = ""
        if said.get("ask") is True:
            outlet.asks = outlet.asks[1 - ASKS :] + [(command, now)]
            self.tell(channel, now, {"ready": command})
        elif isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
            return
        elif seconds == 0:
            # A close is a close, also without an id; what was announced before it is void.
            outlet.close()
            outlet.asks = []
            self.tell(channel, now, {"id": command})
        elif not 0 < seconds <= outlet.max_s:
            self.tell(channel, now, {"id": command, "refused": "too long"})
        elif not outlet.is_asked(command, now):
            self.tell(channel, now, {"id": command, "refused": "too late"})
        else:
            outlet.open(now, seconds)
            self.tell(channel, now, {"id": command})

    def tick(self, now):
        """Close what is due; returns whether the connection still lives. To be called ten times a second."""
        due = [c for c, o in self.outlets.items() if o.closes_at is not None and now >= o.closes_at]
        for channel in due:
            self.outlets[channel].close()
        if self.heard_at is None or now - self.heard_at > SILENCE_MS:
            self.lost()
            return False
        for channel in due:
            self.tell(channel, now, {})
        if now >= self.echo_at:
            self.echo_at = now + ECHO_MS
            self.publish(self.topic + "/echo", "", False)
        if now >= self.state_at:
            self.state_at = now + STATE_MS
            self.tell_all(now)
        return True

    def tell_all(self, now):
        for channel in self.outlets:
            self.tell(channel, now, {})

    def tell(self, channel, now, more):
        """Say how an outlet stands. Never retained: only what a node says now counts."""
        closes_at = self.outlets[channel].closes_at
        state = {"open": closes_at is not None}
        if closes_at is not None:
            state["closes_in_s"] = (closes_at - now) / 1000
        state.update(more)
        self.publish(self.topic + "/outlet/" + channel + "/state", json.dumps(state), False)

    def report(self, kind, channel, value):
        """Say what a "probe", "meter", "float" or "leak" measures now."""
        self.publish(self.topic + "/" + kind + "/" + channel, json.dumps(value), False)
