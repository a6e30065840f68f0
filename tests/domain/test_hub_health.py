"""A hub is as well as the worst of what it cannot do without."""

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.hub_health import HubHealth, HubStatus, Trouble, assess_hub

from .conftest import LAW

KINDS = ("leak", "tank_low", "probe_rests", "clock_doubted")
TROUBLES = st.lists(
    st.builds(Trouble, kind=st.sampled_from(KINDS), subject=st.sampled_from(["basil", "fern"]), critical=st.booleans())
)


def a_trouble(kind: str, *, critical: bool = False, subject: str = "basil") -> Trouble:
    return Trouble(kind=kind, subject=subject, critical=critical)


def test_a_hub_without_trouble_is_healthy() -> None:
    assert assess_hub([]) == HubHealth(HubStatus.HEALTHY, ())


@pytest.mark.parametrize(("critical", "status"), [(False, HubStatus.DEGRADED), (True, HubStatus.UNHEALTHY)])
def test_a_trouble_degrades_a_hub_and_a_critical_one_makes_it_unhealthy(critical: bool, status: HubStatus) -> None:
    assert assess_hub([a_trouble("leak", critical=critical)]) == HubHealth(status, ("leak",))


def test_what_is_critical_is_named_first() -> None:
    troubles = [a_trouble("tank_low"), a_trouble("probe_rests"), a_trouble("leak", critical=True)]
    assert assess_hub(troubles) == HubHealth(HubStatus.UNHEALTHY, ("leak", "tank_low", "probe_rests"))


def test_the_same_trouble_of_many_plants_is_named_once() -> None:
    troubles = [a_trouble("probe_rests", subject=name) for name in ("basil", "fern", "mint")]
    assert assess_hub(troubles).reasons == ("probe_rests",)


def test_a_trouble_that_is_not_shown_counts_all_the_same() -> None:
    hidden = Trouble(kind="probe_rests", subject="basil", shown=False)
    assert assess_hub(iter([hidden])).status is HubStatus.DEGRADED


@given(TROUBLES, TROUBLES)
@LAW
def test_more_trouble_never_makes_a_hub_healthier(some: list[Trouble], more: list[Trouble]) -> None:
    order = list(HubStatus)
    assert order.index(assess_hub(some).status) <= order.index(assess_hub(some + more).status)


@given(TROUBLES)
@LAW
def test_every_kind_of_trouble_is_a_reason(troubles: list[Trouble]) -> None:
    health = assess_hub(troubles)
    assert sorted(health.reasons) == sorted({trouble.kind for trouble in troubles})
    assert (health.status is HubStatus.HEALTHY) is (not health.reasons)
