"""What people say in English."""

from .languages import Language
from .requests import Ask

_PLEASE = "[please|(can|could|would) you [please]]"
_THE = "[the|my|our]"
_IN = "(in|on|at) [the|my|our] {area}"
_ML = "{millilitres}[ ](ml|millilit(er|re)[s])"
_L = "{litres}[ ](l|lit(er|re)[s])"
_AMOUNT = f"({_ML}|{_L}) [of water]"
_BY = "(by|for) ({hours} hour[s]|{days} day[s]|{weeks} week[s])"
_PLANTS = "[all] [of] [the|my|our] plants"
_AGAIN = "[next|again|the next time]"
_NEED = "(need [to be] (water[ed]|watering)|are (thirsty|[too] dry))"

ENGLISH = Language(
    code="en",
    sentences={
        Ask.WATER: (
            f"{_PLEASE} (water|irrigate) {_THE} {{plant}} [now] [with {_AMOUNT}] [now] [please]",
            f"{_PLEASE} (water|irrigate) {_THE} {{plant}} {_IN} [with {_AMOUNT}] [now] [please]",
            f"{_PLEASE} give {_THE} {{plant}} ({_AMOUNT}|[some] water|(a|something to) drink) [now] [please]",
            f"{_PLEASE} (water|irrigate) {_PLANTS} [now] [with {_AMOUNT} each] [please]",
            f"{_PLEASE} (water|irrigate) {_PLANTS} {_IN} [with {_AMOUNT} each] [now] [please]",
        ),
        Ask.STOP: (
            f"{_PLEASE} (stop|end|cancel) [the|all] (watering|irrigation|water) [now] [please]",
            f"{_PLEASE} (turn|switch|shut) off the (watering|irrigation) [now] [please]",
            f"{_PLEASE} (stop|end) (watering|irrigating) ({_PLANTS}|everything) [now] [please]",
            f"{_PLEASE} (stop|end|cancel) [the] (watering|irrigating|irrigation) [of] {_THE} {{plant}} [now] [please]",
            f"{_PLEASE} (stop|end|cancel) [the] (watering|irrigating|irrigation) [of] {_THE} {{plant}} {_IN}",
            f"{_PLEASE} (stop|end|cancel) [the] (watering|irrigating|irrigation) [{_PLANTS}] {_IN} [now] [please]",
        ),
        Ask.THIRSTY: (
            f"(which|what) [of] {_THE} plants {_NEED} [now|today]",
            f"(which|what) [of] {_THE} plants {_IN} {_NEED} [now|today]",
            f"(which|what) [of] {_THE} plants {_NEED} {_IN} [now|today]",
            f"(do|does|are) (any|some) [of] {_THE} plant[s] (need (water|watering)|thirsty) [now|today]",
            f"(do|does) {_THE} plants need (water|watering) [now|today]",
            f"do {_THE} plants {_IN} need (water|watering) [now|today]",
            f"(does|is|has) {_THE} {{plant}} (need [any] (water|watering)|thirsty|[too] dry) [now|today]",
        ),
        Ask.STATE: (
            f"(how is|how's|how are) {_THE} {{plant}} [doing|feeling] [now|today]",
            f"(is|are) {_THE} {{plant}} (okay|ok|well|fine|alright|all right|healthy)",
            f"(what is|what's|tell me) [the] (state|status|condition|health) of {_THE} {{plant}}",
            f"how (moist|wet|dry|damp) is [the] [soil of] {_THE} {{plant}}",
            "how are [all] [of] [the|my|our] plants [doing|feeling] [now|today]",
            f"how are [all] [of] [the|my|our] plants {_IN} [doing|feeling] [now|today]",
        ),
        Ask.LAST: (
            f"when (was|were) {_THE} {{plant}} [last] watered [last|the last time]",
            f"when did (you|I|we|anybody|anyone|somebody) [last] water {_THE} {{plant}} [last|the last time]",
            f"when did {_THE} {{plant}} [last] get [any] water [last]",
            f"(when|what) was the last watering of {_THE} {{plant}}",
        ),
        Ask.NEXT: (
            f"when (will|is|are|does) {_THE} {{plant}} ([be|going to be] watered|get [some] water) {_AGAIN}",
            f"when (will|is|are|does) {_THE} {{plant}} (need|due for) (water|watering) {_AGAIN}",
            f"when will you [next] water {_THE} {{plant}} [next|again]",
            f"when (is|will) [be] the next watering of {_THE} {{plant}}",
        ),
        Ask.POSTPONE: (
            f"{_PLEASE} (postpone|delay|put off) [[the] watering [of]] {_THE} {{plant}} {_BY} [please]",
            f"[please] (don't|do not) water {_THE} {{plant}} {_BY} [please]",
        ),
    },
    numbers={
        "a": 1,
        "an": 1,
        "one": 1,
        "two": 2,
        "three": 3,
        "four": 4,
        "five": 5,
        "six": 6,
        "seven": 7,
        "eight": 8,
        "nine": 9,
        "ten": 10,
        "twelve": 12,
        "twenty": 20,
        "twenty four": 24,
        "thirty": 30,
        "fifty": 50,
        "a hundred": 100,
        "one hundred": 100,
        "a hundred and fifty": 150,
        "one hundred and fifty": 150,
        "two hundred": 200,
        "two hundred and fifty": 250,
        "three hundred": 300,
        "four hundred": 400,
        "five hundred": 500,
        "half a": 0.5,
        "a half": 0.5,
        "a quarter": 0.25,
        "a quarter of a": 0.25,
        "one and a half": 1.5,
        "a couple of": 2,
    },
)
