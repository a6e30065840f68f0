"""A notifier that is slow, fails or is gone keeps nobody else waiting, and no message is lost with it."""

from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.plantos.messengers import as_markdown, phone_service

from .acting import act
from .conftest import BASIL, Bench, BenchMaker
from .mending import repair, repairs
from .notifiers import Letterbox, Phone, a_phone, arrive, in_the_list, put_up, told_by

HUB = "hub-id"
NASTY = "<img src=x onerror=alert(1)> [me](http://evil.example) **b**"


@pytest.fixture
def phone(hass: HomeAssistant, hass_admin_user: MockUser) -> Phone:
    """Anna's phone."""
    return a_phone(hass, "Anna's phone", hass_admin_user.id)


@pytest.fixture
async def bench(make_bench: BenchMaker, phone: Phone) -> Bench:
    """A basil that is watered by hand."""
    bench = await make_bench(automatic=False)
    await told_by(bench, phone.entity_id)
    return bench


async def endanger(bench: Bench) -> None:
    """Let the basil dry up."""
    await bench.moisture(15)
    await arrive(bench)


def listed(hass: HomeAssistant) -> list[str | None]:
    """The titles in Home Assistant's own list."""
    return [message["title"] for message in in_the_list(hass).values()]


# --- notifiers that don't work ----------------------------------------------------------------------


async def test_what_a_notifier_refuses_is_shown_in_home_assistant_and_logged_once(
    bench: Bench, phone: Phone, caplog: pytest.LogCaptureFixture
) -> None:
    phone.how = "raise"
    await endanger(bench)
    await act(bench, "water_plant", wait_s=14, context=Context(user_id=phone.user_id))
    await arrive(bench)
    assert listed(bench.hass) == ["Basil needs you", "Basil was watered"]
    assert caplog.text.count("can't be told anything through notify.anna_s_phone") == 1

    await bench.pass_time(120, step=60)
    shown = repair(bench.hass, "notifier_failed", f"{HUB}:notifier_0")
    # By the name that people know, and without what the notifier said in words of its own.
    assert shown and shown.translation_placeholders == {"hub": "My plants", "notifier": phone.name}
    assert "the phone is off" in caplog.text

    phone.how = "obey"
    await bench.moisture(40)
    await bench.pass_time(120, step=60)
    await arrive(bench)
    assert "Basil needs you" not in listed(bench.hass)
    await bench.pass_time(120, step=60)
    assert "notifier_failed" not in repairs(bench.hass)


async def test_a_notifier_that_never_answers_delays_neither_water_nor_a_stop(bench: Bench, phone: Phone) -> None:
    phone.how = "hang"
    await endanger(bench)
    await act(bench, "water_plant", {"wait": False})
    await bench.pass_time(5)
    assert bench.outlet.flowing
    await act(bench, "stop_watering")
    assert not bench.outlet.flowing
    assert listed(bench.hass) == []

    await bench.pass_time(16)
    await arrive(bench)
    assert "Basil needs you" in listed(bench.hass)


async def test_a_notifier_that_never_answers_delays_no_other(bench: Bench, phone: Phone, hass: HomeAssistant) -> None:
    other = a_phone(hass, "Ben's phone", "ben")
    await told_by(bench, phone.entity_id, other.entity_id)
    phone.how = "hang"
    await endanger(bench)
    assert other.titles() == ["Basil needs you"]
    await bench.pass_time(16)
    await arrive(bench)
    # One that has arrived is enough.
    assert listed(hass) == []


async def test_a_message_that_comes_late_does_not_replace_a_newer_one(bench: Bench, phone: Phone) -> None:
    phone.how = "hang"
    await endanger(bench)
    phone.how = "obey"
    await bench.moisture(40)
    await bench.pass_time(3)
    phone.released.set()
    await arrive(bench)
    assert phone.shown == {} and phone.got == []


async def test_a_hub_that_is_left_leaves_no_message_on_its_way(bench: Bench, phone: Phone) -> None:
    phone.how = "hang"
    await endanger(bench)
    await bench.hass.config_entries.async_unload(bench.entry.entry_id)
    await bench.hass.async_block_till_done(wait_background_tasks=True)
    assert phone.got == []


async def test_a_notifier_that_is_gone_is_shown_as_a_repair(bench: Bench, phone: Phone, hass: HomeAssistant) -> None:
    er.async_get(hass).async_remove(phone.entity_id)
    hass.states.async_remove(phone.entity_id)
    hass.services.async_remove("notify", phone.service)
    await endanger(bench)
    await bench.pass_time(120, step=60)
    assert listed(hass) == ["Basil needs you"]
    assert repair(hass, "notifier_missing", f"{HUB}:notifier_0")

    await told_by(bench)
    await bench.pass_time(120, step=60)
    assert "notifier_missing" not in repairs(hass)


async def test_a_letterbox_that_is_unavailable_is_not_passed_over_in_silence(bench: Bench, hass: HomeAssistant) -> None:
    box = Letterbox("Box")
    await put_up(hass, box)
    await told_by(bench, box.entity_id)
    box.vanish()
    await endanger(bench)
    assert box.got == []
    assert listed(hass) == ["Basil needs you"]


# --- how a message looks ----------------------------------------------------------------------------


async def test_a_letterbox_gets_title_and_text_together(bench: Bench, hass: HomeAssistant) -> None:
    plain, titled = Letterbox("Plain"), Letterbox("Titled", titled=True)
    await put_up(hass, plain, titled)
    await told_by(bench, plain.entity_id, titled.entity_id)
    await endanger(bench)

    text = "Basil is in danger: its soil moisture is down to 15 %, and its minimum is 30 %."
    assert plain.got == [(None, f"Basil needs you\n{text}")]
    assert titled.got == [("Basil needs you", text)]
    # Nothing can be taken back from there, and nothing is tried.
    await bench.moisture(40)
    await bench.pass_time(3)
    await arrive(bench)
    assert len(plain.got) == 1


async def test_a_german_house_is_told_in_german(make_bench: BenchMaker, phone: Phone, hass: HomeAssistant) -> None:
    hass.config.language = "de"
    bench = await make_bench(automatic=False)
    await told_by(bench, phone.entity_id)
    await endanger(bench)
    assert phone.got[0]["message"] == (
        "Basil ist in Gefahr: Die Bodenfeuchte ist auf 15 % gefallen, und das Minimum ist 30 %."
    )
    assert phone.buttons("Basil braucht dich").keys() == {"Jetzt gießen", "Später erinnern"}


async def test_of_two_phones_of_one_name_none_gets_what_is_meant_for_the_other(
    phone: Phone, hass: HomeAssistant
) -> None:
    assert phone_service(hass, phone.entity_id) == phone.service
    MockConfigEntry(domain="mobile_app", data={"device_name": phone.name, "user_id": "ben"}).add_to_hass(hass)
    assert phone_service(hass, phone.entity_id) is None


@pytest.mark.parametrize(("os_name", "shown"), [("Android", "&lt;img src=x"), ("iOS", "<img src=x")])
async def test_a_name_is_shown_as_it_is_on_every_phone(
    make_bench: BenchMaker, hass: HomeAssistant, os_name: str, shown: str
) -> None:
    phone = a_phone(hass, "Ben's phone", "ben", os_name)
    bench = await make_bench(automatic=False, name=NASTY)
    await told_by(bench, phone.entity_id)
    await endanger(bench)
    [message] = phone.got
    assert message["title"].startswith(shown) and message["message"].startswith(shown)


async def test_a_name_is_no_markdown_in_home_assistant(make_bench: BenchMaker, hass: HomeAssistant) -> None:
    bench = await make_bench(automatic=False, name=NASTY)
    await endanger(bench)
    [message] = in_the_list(hass).values()
    assert "<img" not in message["message"]
    assert "](http" not in message["message"] and "**" not in message["message"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Basil", "Basil"),
        ("a <b> & c", "a &lt;b&gt; &amp; c"),
        ("[x](y)", r"\[x\]\(y\)"),
        ("# one\n# two", r"\# one \# two"),
        ("http://x.y", r"http\:\/\/x\.y"),
        ("a_b*c`d", r"a\_b\*c\`d"),
    ],
)
def test_what_markdown_would_read_is_escaped(text: str, shown: str) -> None:
    assert as_markdown(text) == shown


async def test_nothing_of_a_name_is_a_template(make_bench: BenchMaker, phone: Phone) -> None:
    bench = await make_bench(automatic=False, name="{{ 1 + 1 }} {plant}")
    await told_by(bench, phone.entity_id)
    await endanger(bench)
    assert phone.titles() == ["{{ 1 + 1 }} {plant} needs you"]
    assert BASIL in next(iter(phone.shown))
