"""What people say is understood where it names a plant, and left alone where it doesn't."""

from datetime import timedelta

from hassil.intents import Intents, WildcardSlotList
from hassil.recognize import recognize
import pytest

from custom_components.plantos.voice.hearing import MOST_ALIKE_LETTERS, Hearing
from custom_components.plantos.voice.requests import Ask, Request
from custom_components.plantos.voice.wording import AMOUNTS, DELAYS

HEARING = Hearing(
    ["Basil", "Peace lily", "Müller's palm (left)", "Basil in the shade", "Aloe"], ["Kitchen", "Küche", "Living room"]
)


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("Water the basil!", Request(Ask.WATER, "basil")),
        ("water our Peace Lily now please", Request(Ask.WATER, "Peace Lily")),
        ("could you please water the basil with 120.5 ml of water", Request(Ask.WATER, "basil", amount_ml=120.5)),
        ("water the basil with a quarter of a litre", Request(Ask.WATER, "basil", amount_ml=250)),
        ("give the basil two litres of water", Request(Ask.WATER, "basil", amount_ml=2_000)),
        ("water müller's palm left", Request(Ask.WATER, "müller's palm left")),
        ("water the basil in the shade", Request(Ask.WATER, "basil in the shade")),
        ("water the basil in the kitchen", Request(Ask.WATER, "basil", "kitchen")),
        ("water all of the plants in the living room", Request(Ask.WATER, area="living room")),
        ("stop watering everything", Request(Ask.STOP)),
        ("what plants need watering today", Request(Ask.THIRSTY)),
        ("how are my plants in the kitchen", Request(Ask.STATE, area="kitchen")),
        ("postpone the basil by a week", Request(Ask.POSTPONE, "basil", delay=timedelta(weeks=1))),
        ("delay watering the basil for 12 hours", Request(Ask.POSTPONE, "basil", delay=timedelta(hours=12))),
        ("postpone the basil by many days", Request(Ask.POSTPONE, "basil", unclear="many")),
        ("Gieße bitte das Basil mit einem halben Liter Wasser", Request(Ask.WATER, "Basil", amount_ml=500)),
        ("würdest du die Peace lily mit 0,1 Liter gießen", Request(Ask.WATER, "Peace lily", amount_ml=100)),
        ("alle Pflanzen in der Küche gießen", Request(Ask.WATER, area="Küche")),
        ("hör auf zu gießen", Request(Ask.STOP)),
        ("verschiebe Basil um zwei Wochen", Request(Ask.POSTPONE, "Basil", delay=timedelta(weeks=2))),
    ],
)
def test_a_sentence_is_understood(text: str, request_: Request) -> None:
    assert HEARING.understand(text, "en") == request_


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("give the basil 250 ml of water", Request(Ask.WATER, "basil", amount_ml=250)),
        ("give basil 2.5 litres", Request(Ask.WATER, "basil", amount_ml=2_500)),
        ("give basil 2 litres", Request(Ask.WATER, "basil", amount_ml=2_000)),
        ("give basil 2 50 ml", Request(Ask.WATER, "basil 2", amount_ml=50)),
        ("Gib dem Basil 200 ml Wasser", Request(Ask.WATER, "Basil", amount_ml=200)),
        ("gieße Basil 25 Tage nicht", Request(Ask.POSTPONE, "Basil", delay=timedelta(days=25))),
        ("gieße Basil 2 5 Tage nicht", Request(Ask.POSTPONE, "Basil 2", delay=timedelta(days=5))),
    ],
)
def test_a_name_that_ends_in_a_number_takes_no_digit_of_an_amount(text: str, request_: Request) -> None:
    assert Hearing(["Basil", "Basil 2"], []).understand(text, "en") == request_


@pytest.mark.parametrize(
    "text",
    [
        "water the basil with .5 l",
        "water the basil with - 50 ml",
        "water the basil with −50 ml",
        "water the basil with minus 50 ml",
        "water the basil with 1,000 ml",
        "gieße den Basil mit ,25 Liter",
        "gieße den Basil mit 1.000 Milliliter",
        "verschiebe Basil um 1.000 Stunden",
    ],
)
def test_a_number_with_a_sign_or_a_thousands_point_is_unclear(text: str) -> None:
    request = HEARING.understand(text, "en")
    assert request
    assert request.unclear
    assert (request.amount_ml, request.delay) == (None, None)


def test_parts_of_a_litre_may_have_three_digits() -> None:
    assert HEARING.understand("gieße den Basil mit 0,125 Liter", "de") == Request(Ask.WATER, "Basil", amount_ml=125)


@pytest.mark.parametrize(
    "text",
    [
        "water the lawn",
        "water the basilica",
        "water the basil bed",
        "don't water the basil",
        "do not water the basil",
        "water the basil with the hose",
        "water the basil with -5 ml of love",
        "how is the kitchen",
        "all plants",
        "yes",
        "gieße den Rasen",
        "gieße nicht den Basil",
        "",
    ],
)
def test_a_sentence_about_anything_else_is_left_alone(text: str) -> None:
    assert HEARING.understand(text, "en") is None
    assert offered(HEARING, text) is False


@pytest.mark.parametrize("text", ["water the basel", "water the basal", "water the pasil", "water the bassil"])
def test_a_misheard_name_is_heard_as_it_was_said(text: str) -> None:
    assert HEARING.understand(text, "en") == Request(Ask.WATER, text.rpartition(" ")[2])


@pytest.mark.parametrize("text", ["water the pezel", "how is the basel", "water the oleander"])
def test_a_name_that_is_far_off_or_harmless_is_left_to_others(text: str) -> None:
    assert HEARING.understand(text, "en") is None


@pytest.mark.parametrize(
    "text", ["water the basel", "gieße den Basil mit 20 ml", "which plants in the kitchen need water", "stop watering"]
)
def test_what_is_understood_is_also_asked_for(text: str) -> None:
    assert HEARING.understand(text, "en")
    assert offered(HEARING, text)


def test_where_names_are_many_or_long_misheard_ones_are_left_to_others() -> None:
    names = ["Basil"]
    while sum(len(name) ** 2 for name in names) <= MOST_ALIKE_LETTERS:
        assert Hearing(names, []).understand("water the basel", "en")
        names.append(f"Monstera deliciosa in the living room {len(names)}")
    large = Hearing(names, [])
    assert large.understand("water the basel", "en") is None
    assert large.understand("water the basil", "en") == Request(Ask.WATER, "basil")


@pytest.mark.parametrize(
    ("plant", "text"),
    [
        ("Rosen", "gieße den Rasen"),
        ("Laun", "water the lawn"),
        ("Gerten", "den Garten gießen"),
        ("Rosen", "hör auf den Rasen zu gießen"),
    ],
)
def test_what_else_is_watered_is_taken_for_no_plant(plant: str, text: str) -> None:
    hearing = Hearing([plant], [])
    assert hearing.understand(text, "de") is None
    assert not offered(hearing, text)


def test_a_plant_may_be_called_like_what_else_is_watered() -> None:
    assert Hearing(["Rasen"], []).understand("gieße den Rasen", "de") == Request(Ask.WATER, "Rasen")


@pytest.mark.parametrize("hearing", [Hearing([], []), Hearing(["(*)", "  "], [])])
def test_who_knows_no_plant_hears_a_stop_and_nothing_else(hearing: Hearing) -> None:
    assert offered(hearing, "stop watering")
    assert hearing.understand("stop watering", "en") == Request(Ask.STOP)
    assert not offered(hearing, "which plants need water")


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("stop the watering of the basil", Request(Ask.STOP, "basil")),
        ("stop watering the basel", Request(Ask.STOP, "basel")),
        ("stop watering the basil in the kitchen", Request(Ask.STOP, "basil", "kitchen")),
        ("stop the watering in the kitchen", Request(Ask.STOP, area="kitchen")),
        ("stop the water", Request(Ask.STOP)),
        ("turn off the watering", Request(Ask.STOP)),
        ("hör auf den Basel zu gießen", Request(Ask.STOP, "Basel")),
        ("stoppe die Bewässerung von dem Basil", Request(Ask.STOP, "Basil")),
        ("Wasser stopp", Request(Ask.STOP)),
        ("stoppe das Wasser", Request(Ask.STOP)),
        ("aufhören zu gießen", Request(Ask.STOP)),
        ("brich das Gießen ab", Request(Ask.STOP)),
    ],
)
def test_a_stop_is_heard_however_it_is_said(text: str, request_: Request) -> None:
    assert HEARING.understand(text, "en") == request_
    assert offered(HEARING, text)


def test_without_areas_all_else_is_understood() -> None:
    alone = Hearing(["Basil"], [])
    assert alone.understand("water the basil", "en") == Request(Ask.WATER, "basil")
    assert alone.understand("water all plants in the kitchen", "en") is None


@pytest.mark.parametrize("name", ["a|b", "[basil]", "{plant}", "<the>", "x;y", "\\", "basil @ home", "{"])
def test_no_name_breaks_a_sentence(name: str) -> None:
    hearing = Hearing([name, "Fern"], [name])
    assert hearing.understand("water the fern", "de") == Request(Ask.WATER, "fern")
    assert offered(hearing, "water the fern")


def test_the_language_that_is_expected_goes_first() -> None:
    hearing = Hearing(["Basil"], [])
    assert hearing.hear("stop watering", "de-AT") == ("en", Request(Ask.STOP))
    assert hearing.hear("die Bewässerung stoppen", "en") == ("de", Request(Ask.STOP))


def offered(hearing: Hearing, text: str) -> bool:
    """Whether Home Assistant, which is given the sentences, hands this one over."""
    intents = Intents.from_dict({"language": "en", "intents": {"ours": {"data": [{"sentences": hearing.sentences}]}}})
    intents.slot_lists.update({name: WildcardSlotList(name) for name in (*AMOUNTS, *DELAYS)})
    return recognize(text, intents) is not None
