"""A garden that lives 3,600 times faster does no more work for it than a home can bear."""

from .conftest import Bench

TOMATO = "balcony-tomato-id"


async def test_a_fast_garden_is_analysed_every_ten_real_seconds_at_most(demo: Bench) -> None:
    demo.hass.config_entries.async_update_entry(demo.entry, options={"speed": 3_600, "faults": []})
    await demo.settle()
    hub = demo.coordinator
    assert hub.clock.speed == 3_600
    hub.showing.statuses._outlooks.clear()
    hub.show(TOMATO)
    known = hub.showing.statuses._outlooks[TOMATO]
    demo.freezer.tick(9.9)
    hub.show(TOMATO)
    assert hub.showing.statuses._outlooks[TOMATO] is known
    demo.freezer.tick(0.2)
    hub.show(TOMATO)
    assert hub.showing.statuses._outlooks[TOMATO] is not known
