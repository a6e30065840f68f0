"""What people say in German."""

from .languages import Language
from .requests import Ask

_PLEASE = "[bitte|(kannst|könntest|würdest) du [bitte]]"
_WHOM = "[den|die|das|meinen|meine|mein|unseren|unsere|unser]"
_WHO = "[der|die|das|mein|meine|unser|unsere]"
_TO = "[dem|der|meinem|meiner|unserem|unserer]"
_OF = "[von|vom] [der|dem|des|meiner|meinem|meines|unserer|unserem|unseres]"
_IN = "(im|in|am|auf|an) [der|dem|meinem|meiner|unserem|unserer] {area}"
_ML = "{millilitres}[ ](ml|milliliter[n])"
_L = "{litres}[ ](l|liter[n])"
_AMOUNT = f"({_ML}|{_L})"
_BY = "({hours} stunde[n]|{days} tag[e|en]|{weeks} woche[n])"
_WATER = "(gieße|giesse|gieß|giess|bewässere|bewässer|wässere|wässer)"
_TO_WATER = "(gießen|giessen|bewässern|wässern)"
_WATERING = "(gießen|giessen|bewässern|bewässerung)"
_STOP = "(stopp|stoppe|stop|beende)"
_PLANTS = "[alle] [die|meine|unsere] pflanzen"
_ALL = "(alle|die|meine|unsere|alle meine|alle unsere) pflanzen"
_AGAIN = "[wieder|als nächstes|als nächste|als nächster|das nächste mal|nächstes mal]"
_LAST = "[zuletzt|das letzte mal|letztes mal|zum letzten mal]"
_NEED = (
    f"((brauchen|benötigen) [jetzt|heute] [mehr] wasser|müssen [jetzt|heute] gegossen werden|"
    f"haben [jetzt] durst|sind [jetzt] ([zu] trocken|durstig)|sollte ich [jetzt|heute] {_TO_WATER})"
)

GERMAN = Language(
    code="de",
    sentences={
        Ask.WATER: (
            f"[bitte] {_WATER} [bitte] [jetzt] {_WHOM} {{plant}} [jetzt] [bitte] [mit {_AMOUNT} [wasser]] [bitte]",
            f"[bitte] {_WATER} [bitte] {_WHOM} {{plant}} {_IN} [jetzt] [mit {_AMOUNT} [wasser]] [bitte]",
            f"{_PLEASE} {_WHOM} {{plant}} [jetzt] [mit {_AMOUNT} [wasser]] {_TO_WATER} [bitte]",
            f"{_PLEASE} {_WHOM} {{plant}} {_IN} [jetzt] [mit {_AMOUNT} [wasser]] {_TO_WATER} [bitte]",
            f"[bitte] gib [bitte] {_TO} {{plant}} [jetzt] [bitte] ([{_AMOUNT}|etwas] wasser|[etwas] zu trinken)",
            f"[bitte] gib [bitte] {_TO} {{plant}} [jetzt] [bitte] {_AMOUNT}",
            f"[bitte] {_WATER} [bitte] {_ALL} [jetzt] [mit [je|jeweils] {_AMOUNT} [wasser]] [bitte]",
            f"[bitte] {_WATER} [bitte] {_ALL} {_IN} [jetzt] [mit [je|jeweils] {_AMOUNT} [wasser]] [bitte]",
            f"{_PLEASE} {_ALL} [jetzt] {_TO_WATER} [bitte]",
            f"{_PLEASE} {_ALL} {_IN} [jetzt] {_TO_WATER} [bitte]",
        ),
        Ask.STOP: (
            f"[bitte] {_STOP} [bitte] [sofort] [das|die] ({_WATERING}|wasser) [sofort] [bitte]",
            f"[bitte] [das|die] {_WATERING} [sofort] (stopp[en]|stop|beenden|anhalten|abbrechen|aus) [bitte]",
            "[bitte] [das] wasser [sofort] (stopp[en]|stop) [bitte]",
            f"[bitte] [sofort] (hör[e] [bitte] [sofort] auf|aufhören) (zu {_TO_WATER}|mit (dem|der) {_WATERING})",
            f"[bitte] (brich|brech[e]) [bitte] [sofort] (das|die) {_WATERING} [sofort] ab [bitte]",
            f"[bitte] hör[e] [bitte] auf {_WHOM} {{plant}} [{_IN}] zu {_TO_WATER}",
            f"[bitte] {_STOP} [bitte] [das|die] {_WATERING} {_OF} {{plant}} [{_IN}] [bitte]",
            f"[bitte] {_STOP} [bitte] [das|die] {_WATERING} {_IN} [bitte]",
            f"{_WHOM} {{plant}} nicht (mehr|weiter) {_TO_WATER}",
        ),
        Ask.THIRSTY: (
            f"welche [meiner|unserer|von meinen|der] pflanzen {_NEED}",
            f"welche [meiner|unserer|von meinen|der] pflanzen {_IN} {_NEED}",
            f"welche [meiner|unserer|von meinen|der] pflanzen (brauchen|benötigen) {_IN} wasser",
            f"muss ich [heute|jetzt] ([die|meine|unsere] pflanzen|[irgend]eine pflanze) {_TO_WATER}",
            "(braucht [irgend]eine pflanze|brauchen [die|meine|unsere] pflanzen) [heute|jetzt] wasser",
            f"brauchen [die|meine|unsere] pflanzen {_IN} [heute|jetzt] wasser",
            f"(braucht|benötigt) {_WHO} {{plant}} [jetzt|heute] [mehr] wasser",
            f"(muss {_WHO} {{plant}} [jetzt|heute] gegossen werden|hat {_WHO} {{plant}} durst)",
            f"ist {_WHO} {{plant}} ([zu] trocken|durstig)",
        ),
        Ask.STATE: (
            f"wie (geht es|geht's|gehts) {_TO} {{plant}} [heute|jetzt]",
            f"(geht es {_TO} {{plant}} gut|was macht {_WHO} {{plant}})",
            f"wie (steht es um|ist der zustand {_OF}) {_WHOM} {{plant}}",
            f"wie (feucht|nass|trocken) ist [die erde|der boden] {_OF} {_WHO} {{plant}}",
            "wie (geht es|geht's|gehts) [allen|den|meinen|unseren] pflanzen [heute|jetzt]",
            f"wie (geht es|geht's|gehts) [allen|den|meinen|unseren] pflanzen {_IN}",
        ),
        Ask.LAST: (
            f"wann wurde {_WHO} {{plant}} {_LAST} (gegossen|bewässert)",
            f"wann (hast du|habe ich|haben wir|hat jemand) {_LAST} {_WHOM} {{plant}} {_LAST} (gegossen|bewässert)",
            f"wann hat {_WHO} {{plant}} {_LAST} wasser (bekommen|gekriegt)",
            f"wann war (die letzte bewässerung|das letzte gießen) {_OF} {{plant}}",
        ),
        Ask.NEXT: (
            f"wann wird {_WHO} {{plant}} {_AGAIN} (gegossen|bewässert)",
            f"wann (bekommt|kriegt|braucht|benötigt) {_WHO} {{plant}} {_AGAIN} wasser",
            f"wann ({_WATER}t|gießt|bewässerst|wässerst) du {_AGAIN} {_WHOM} {{plant}} {_AGAIN}",
            f"wann (ist {_WHO} {{plant}} {_AGAIN} dran|muss {_WHO} {{plant}} {_AGAIN} gegossen werden)",
            f"wann ist (die nächste bewässerung|das nächste gießen) {_OF} {{plant}}",
        ),
        Ask.POSTPONE: (
            f"[bitte] verschiebe [bitte] [(das|die) {_WATERING}] {_OF} {_WHOM} {{plant}} um {_BY} [bitte]",
            f"[bitte] [(das|die) {_WATERING}] {_OF} {_WHOM} {{plant}} um {_BY} (verschieben|aufschieben) [bitte]",
            f"[bitte] {_WATER} [bitte] {_WHOM} {{plant}} ({_BY} [lang] nicht|erst in {_BY} [wieder])",
        ),
    },
    numbers={
        "ein": 1,
        "eine": 1,
        "einen": 1,
        "einem": 1,
        "einer": 1,
        "eins": 1,
        "zwei": 2,
        "drei": 3,
        "vier": 4,
        "fünf": 5,
        "sechs": 6,
        "sieben": 7,
        "acht": 8,
        "neun": 9,
        "zehn": 10,
        "zwölf": 12,
        "zwanzig": 20,
        "vierundzwanzig": 24,
        "dreißig": 30,
        "fünfzig": 50,
        "hundert": 100,
        "einhundert": 100,
        "hundertfünfzig": 150,
        "zweihundert": 200,
        "zweihundertfünfzig": 250,
        "dreihundert": 300,
        "vierhundert": 400,
        "fünfhundert": 500,
        "halben": 0.5,
        "einen halben": 0.5,
        "einem halben": 0.5,
        "ein halber": 0.5,
        "einen viertel": 0.25,
        "einem viertel": 0.25,
        "viertel": 0.25,
        "anderthalb": 1.5,
        "eineinhalb": 1.5,
        "ein paar": 2,
    },
)
