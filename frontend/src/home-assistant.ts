/** The little of Home Assistant's frontend that the cards use. */
import { wordsOf } from "./words.ts";

export interface Connection {
  connected: boolean;
  subscribeMessage<T>(
    callback: (message: T) => void,
    message: Record<string, unknown>,
    options?: { resubscribe?: boolean },
  ): Promise<() => Promise<void>>;
  addEventListener(type: "ready" | "disconnected", callback: () => void): void;
  removeEventListener(type: "ready" | "disconnected", callback: () => void): void;
}

export interface Locale {
  language: string;
  number_format: "language" | "system" | "comma_decimal" | "decimal_comma" | "quote_decimal" | "space_comma" | "none";
  time_format: "language" | "system" | "12" | "24";
  time_zone: "local" | "server";
}

export interface DeviceEntry {
  id: string;
  name: string | null;
  name_by_user: string | null;
  area_id?: string | null;
  primary_config_entry?: string | null;
  config_entries?: string[];
}

export interface EntityEntry {
  entity_id: string;
  device_id?: string | null;
  platform?: string;
  translation_key?: string;
}

export interface AreaEntry {
  area_id: string;
  name: string;
  icon: string | null;
}

export interface EntityState {
  state: string;
  attributes: Record<string, unknown>;
}

export interface HomeAssistant {
  connection: Connection;
  language: string;
  locale: Locale;
  config: { time_zone: string; components: string[]; unit_system: { volume: string } };
  user?: { is_admin: boolean };
  areas: Record<string, AreaEntry>;
  states: Record<string, EntityState | undefined>;
  devices: Record<string, DeviceEntry>;
  entities: Record<string, EntityEntry>;
  callWS<T>(message: Record<string, unknown>): Promise<T>;
  callService(
    domain: string,
    service: string,
    data?: Record<string, unknown>,
    target?: Record<string, unknown>,
    notifyOnError?: boolean,
    returnResponse?: boolean,
  ): Promise<{ response?: unknown }>;
  loadBackendTranslation(
    category: string,
    integrations: string,
  ): Promise<(key: string, values?: Record<string, unknown>) => string>;
}

interface Failure {
  code?: string | number;
  message?: string;
  translation_domain?: string;
  translation_key?: string;
  translation_placeholders?: Record<string, unknown>;
}

/** What the connection to the server fails with: unreachable, and lost. */
const LOST: unknown[] = [1, 3];

/** What went wrong, however deep Home Assistant has wrapped it; a bare number is that of the connection. */
function failureOf(error: unknown): Failure {
  if (typeof error === "number") return { code: error };
  if (typeof error === "string") return { message: error };
  const { error: inner, ...failure } = (error ?? {}) as Failure & { error?: unknown };
  return inner === undefined ? { message: (error as Failure | null)?.message ?? "", ...failure } : failureOf(inner);
}

/** An error in the user's language, as far as it says what it is. */
export async function explain(hass: HomeAssistant, error: unknown): Promise<string> {
  const say = wordsOf(hass.language);
  const failure = failureOf(error);
  if (LOST.includes(failure.code)) return say("lost");
  if (failure.code === "unauthorized") return say("forbidden");
  const { translation_domain: domain, translation_key: key } = failure;
  if (domain && key) {
    try {
      const localize = await hass.loadBackendTranslation("exceptions", domain);
      const text = localize(`component.${domain}.exceptions.${key}.message`, failure.translation_placeholders);
      if (text) return text;
    } catch {
      // The plain message below is better than none.
    }
  }
  return failure.message || say("noReason");
}

/** Whether the server said no, and not merely nothing. */
export function wasRefused(error: unknown): boolean {
  return Boolean(failureOf(error).translation_key);
}

/** Go to another page of Home Assistant. */
export function navigate(path: string): void {
  history.pushState(null, "", path);
  window.dispatchEvent(new CustomEvent("location-changed", { detail: { replace: false } }));
}

/** Let Home Assistant show an entity's own dialog. */
export function showEntity(from: HTMLElement, entityId: string | undefined): void {
  if (!entityId) return;
  from.dispatchEvent(new CustomEvent("hass-more-info", { bubbles: true, composed: true, detail: { entityId } }));
}

/** Define an element, unless an older script of ours did so already. */
export function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}
