/** A document for the cards, without a browser; to be imported before them. */
import { Window } from "happy-dom";

const window = new Window({ url: "http://home.local/" });
const own = window as unknown as Record<string, unknown>;
const world = globalThis as unknown as Record<string, unknown>;
for (const name of Object.getOwnPropertyNames(window)) {
  if (!(name in globalThis)) world[name] = own[name];
}
for (const name of ["Event", "CustomEvent", "document", "window", "history"]) world[name] = own[name];
