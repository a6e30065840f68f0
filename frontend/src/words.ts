/** The cards' own few words; whole sentences about plants come translated from the integration. */

export const WORDS = {
  cardName: "PlantOS plant",
  cardDescription: "A plant at a glance: how it is, when it is watered, and why.",
  chooseDevice: "Choose a plant in this card's settings.",
  gone: "This plant is no longer there. Choose another one in this card's settings.",
  notLoaded: "The hub “{hub}” is not running, so nothing is known of this plant.",
  notAllowed: "You may not see this plant. Ask an administrator.",
  untold: "Nothing can be told of this plant at the moment. Home Assistant’s log says why.",
  untoldPlants: "Nothing can be told of {plants}. Home Assistant’s log says why.",
  hubOff: "The hub “{hub}” is not running, so nothing is known of its plants.",
  silent: "PlantOS doesn’t answer. Trying again…",
  openSettings: "Look at the hub",
  stale: "No connection: this was true a while ago.",
  loading: "Asking PlantOS…",
  moistureNow: "Soil moisture {value}, wanted are {min} to {max}.",
  moistureUnknown: "Soil moisture is unknown.",
  unknown: "Unknown",
  good: "Just right",
  dry: "Too dry",
  wet: "Too wet",
  wanted: "{min}–{max} % is right",
  cached: "last known",
  backup: "backup probe",
  quarantined: "doubted",
  health: "Health",
  thriving: "Thriving",
  well: "Well",
  stressed: "Stressed",
  critical: "Critical",
  notJudged: "Not judged yet",
  limitedBy: "Limited by {what}",
  limits_moisture: "soil moisture",
  limits_temperature: "temperature",
  limits_humidity: "humidity",
  limits_illuminance: "light",
  limits_dry_air: "dry air",
  limits_cold: "cold",
  limits_heat: "heat",
  next: "Next watering",
  nextNone: "Not foreseeable",
  nextByHand: "By hand",
  nextNow: "Now",
  nextHeld: "Held back",
  held: "Held back: {why}",
  postponed: "Postponed until {until}",
  off: "Watering is off for this hub",
  last: "Last watered",
  never: "Never yet",
  today: "{ml} today",
  chart: "Soil moisture of the last {days} days",
  chartSays: "From {low} to {high}. Waterings: {count}.",
  chartEmpty: "The first readings are still to come.",
  chartFailed: "The history can’t be read: {error}",
  watered: "{ml} given",
  why: "Why",
  lastTry: "Last try: {why}",
  automatic: "Automatic",
  automaticLabel: "Water this plant automatically",
  waterNow: "Water now",
  noOutlet: "This plant has no outlet: water it by hand.",
  amount: "Amount in {unit}",
  less: "Less",
  more: "More",
  cancel: "Cancel",
  give: "Give {ml}",
  atMost: "At most {ml} at once.",
  amountWrong: "Enter an amount from {least} to {ml}.",
  stop: "Stop",
  stopping: "Stopping…",
  watering: "Watering",
  progress: "{given} of {asked}",
  secondsLeft: "{seconds} s left",
  closing: "Closing…",
  outOfTouch: "No connection: how far it is isn’t known",
  progressWas: "{given} of {asked} when last heard of",
  outletOpen: "The outlet is open",
  outletUnsure: "The outlet may be open",
  outletAdvice: "Stop closes it. If that doesn’t help, turn the water off by hand.",
  queued: "Waits for its turn",
  checking: "Checking",
  soakingBetween: "Soaks in before the next part",
  awaiting: "Wants to give {ml} and waits for you.",
  approve: "Approve",
  reject: "Reject",
  ended: "Watering has ended: {ml} given.",
  endedWithout: "Watering has ended without water.",
  failed: "That didn’t work: {error}",
  lost: "PlantOS can’t be reached. Look at the connection, then try again.",
  forbidden: "You may not do this. Ask an administrator.",
  noReason: "It isn’t known why. Home Assistant’s log may tell.",
  fix: "Put it right",
  form_device_id: "Plant",
  form_name: "Name",
  form_picture: "Picture",
  form_days: "Days in the moisture line",
  form_sections: "What is shown",
  form_show_health: "Health",
  form_show_chart: "Moisture line",
  form_show_times: "Next and last watering",
  form_show_decision: "Last decision",
  form_show_controls: "Water now and automatic watering",
  form_show_problems: "Problems",
  gardenCardName: "PlantOS garden",
  gardenCardDescription: "All plants at a glance, the thirstiest first, with the tanks and the water of the week.",
  garden: "Garden",
  noPlants: "No plants yet. Add one to PlantOS, and it grows here.",
  noPlantsHere: "None of your plants fits this card’s settings.",
  noPlantsForYou: "There is no plant here that you may see. Ask an administrator.",
  addPlant: "Add a plant",
  allWell: "All plants are well",
  noneCalls: "No plant needs you",
  notKnown: "Not known",
  onePlantCalls: "1 plant needs you",
  plantsCall: "{count} plants need you",
  hidden: "and {count} more",
  nextAt: "Next: {when}",
  tanks: "Tanks",
  tankOf: "{level} of {capacity}",
  tankUnknown: "Level unknown",
  tankLow: "Nearly empty",
  water: "Water",
  thisWeek: "Last 7 days",
  lastWeek: "7 days before",
  form_title: "Title",
  form_areas: "Only these areas",
  form_hub: "Only this hub",
  form_limit: "Plants at most",
  form_show_tanks: "Tanks",
  form_show_water: "Water of the week",
  strategyDescription: "Your garden by itself: what needs you, a view for each area, history, and maintenance.",
  overview: "Overview",
  otherPlants: "Other plants",
  past: "History and water use",
  waterUse: "Water use",
  maintenance: "Health and maintenance",
  plants: "Plants",
  soilMoisture: "Soil moisture",
  maintenanceProblems: "Problems",
  hubsOff: "Hubs that don’t run",
  hubOffShort: "Nothing is known of its plants.",
  doubtedProbes: "Doubted probes",
  openBreakers: "Devices that rest",
  failedCommands: "Failed commands",
  nothingBroken: "Nothing is broken.",
  notAllKnown: "It isn’t known whether anything is broken.",
  doubtedValue: "It tells {value}, and that isn’t believed.",
  doubtedSilent: "It gives no reading.",
  part_outlet: "outlet",
  trustAgain: "Trust again",
  replay: "Try again",
  forget: "Forget",
  replayAsks: "Give {ml} to {plant} now?",
  forgetAsks: "Forget it? It can’t be given again.",
};

export type Word = keyof typeof WORDS;

export type Say = (word: Word, values?: Record<string, string | number>) => string;

type Words = Partial<Record<Word, string>>;

/** The languages that have words of their own, each in a file beside the script. */
export const LANGUAGES = ["cs", "de", "es", "fr", "it", "nl", "pl", "pt-BR", "sv"];

const PATIENCE_MS = 5_000;

const known = new Map<string, Words>();

/** The language that comes nearest to what somebody speaks; English where there is none. */
export function nearest(language: string): string {
  const spoken = language.split("-")[0]!;
  const found = LANGUAGES.find((one) => one === language) ?? LANGUAGES.find((one) => one.split("-")[0] === spoken);
  return found ?? "en";
}

/** The language of the page; before there is a page to read, that of the browser. */
export function spoken(): string {
  return document.documentElement.lang || navigator.language;
}

/** The words of a language, in English until they are fetched. */
export function wordsOf(language: string): Say {
  const words = known.get(nearest(language));
  return (word, values = {}) =>
    (words?.[word] ?? WORDS[word]).replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

/** Take up the words of a language. */
export function learn(language: string, words: Words): void {
  known.set(language, words);
}

/** Fetch the words of a language; true if there are new ones. */
export async function fetchWords(language: string): Promise<boolean> {
  const name = nearest(language);
  if (name === "en" || known.has(name)) return false;
  // Named as the script itself was asked for, so that a new version brings new words.
  const address = new URL(`words/${name}.json${new URL(import.meta.url).search}`, import.meta.url);
  try {
    const answer = await fetch(address);
    if (!answer.ok) return false;
    learn(name, (await answer.json()) as Words);
    return true;
  } catch (error) {
    console.warn("PlantOS speaks English until its words can be fetched:", error);
    return false;
  }
}

/** Wait for the words of a language, but not for long. */
export async function awaitWords(language: string, patience_ms = PATIENCE_MS): Promise<void> {
  await Promise.race([fetchWords(language), new Promise((done) => setTimeout(done, patience_ms))]);
}

/** Speak a language: at once as well as it is known, and again when its words have come. */
export function speak(language: string, use: (say: Say) => void): void {
  use(wordsOf(language));
  void fetchWords(language).then((news) => {
    if (news) use(wordsOf(language));
  });
}
