/** What the integration tells browsers. Instants are ISO 8601, water is in ml, moisture and health in %. */

export interface SpeciesView {
  name: string;
  scientific: string;
  group: string;
}

export interface MoistureView {
  value: number | null;
  /** 1 fresh, 0.5 cached, 0 quarantined. */
  quality: number;
  source: "primary" | "backup" | "cache";
  fault: string | null;
}

export interface HealthView {
  score: number | null;
  status: "thriving" | "well" | "stressed" | "critical" | "unknown";
  limiting: string | null;
  trend: number | null;
}

export interface DueView {
  at: string;
  earliest: string | null;
  latest: string | null;
}

export interface DecisionView {
  sentence: string;
  should_water: boolean;
  amount_ml: number;
  strategy: string;
  /** What keeps back a watering that the strategy wants now. */
  denied: string | null;
}

export type RunState =
  | "queued"
  | "validating"
  | "planning"
  | "awaiting_approval"
  | "watering"
  | "soaking"
  | "verifying"
  | "completed"
  | "failed"
  | "denied"
  | "cancelled"
  | "interrupted";

export interface RunView {
  run_id: string;
  state: RunState;
  /** Whether it may still give water. */
  active: boolean;
  origin: string;
  reason: string;
  amount_ml: number;
  delivered_ml: number;
  opened_at: string | null;
  closed_at: string | null;
  /** How long this pulse takes, in seconds. */
  planned_seconds: number;
  pulse: number;
  pulses: number;
  pulse_ml: number;
  earlier_ml: number;
  failure: string | null;
}

export interface ProblemView {
  key: string;
  sentence: string;
  path: string;
}

export interface SupplyView {
  supply_id: string;
  name: string;
  has_tank: boolean;
  tank_l: number | null;
  capacity_l: number | null;
}

export interface PlantView {
  plant_id: string;
  device_id: string;
  hub_id: string;
  name: string;
  area_id: string | null;
  species: SpeciesView | null;
  entities: Record<string, string>;
  moisture: MoistureView | null;
  moisture_min: number;
  moisture_max: number;
  health: HealthView;
  next_watering: DueView | null;
  last_watered: string | null;
  today_ml: number;
  /** Today with the six days before it, and the seven days before those. */
  week_ml: number;
  last_week_ml: number;
  decision: DecisionView;
  run: RunView | null;
  awaiting_approval: boolean;
  has_outlet: boolean;
  /** Only `closed` is surely so; `closing` lasts a moment. */
  outlet: "absent" | "closed" | "closing" | "open" | "unknown";
  dose_ml: number;
  largest_ml: number;
  automatic: boolean;
  watering_off: boolean;
  postponed_until: string | null;
  problems: ProblemView[];
  supply: SupplyView | null;
}

export interface HubView {
  hub_id: string;
  name: string;
  loaded: boolean;
  status: "healthy" | "degraded" | "unhealthy" | null;
}

/** A message of `plantos/subscribe_plants`; a complete one holds every plant there is. Devices name plants. */
export interface News {
  now: string;
  complete: boolean;
  hubs?: HubView[];
  /** All that are there but can't be told as they are. */
  untold?: string[];
  plants: PlantView[];
  gone: string[];
}

export interface PastWatering {
  run_id: string;
  at: string;
  ml: number;
  origin: string;
  outcome: string;
  reason: string;
}

/** The answer to `plantos/plant_history`. */
export interface PlantHistory {
  since: string;
  until: string;
  moisture: [string, number][];
  waterings: PastWatering[];
}
