import type { PlantView, RunView } from "./contract.ts";

export interface Progress {
  /** 0 to 1, over all pulses. */
  share: number;
  ml: number;
  secondsLeft: number;
}

/** Whether water flows, may still flow, or can't be ruled out, so that there has to be a way to stop it. */
export function mayFlow({ run, outlet }: PlantView): boolean {
  return Boolean(run?.active) || outlet === "open" || outlet === "unknown";
}

/** How far a watering is, reckoned between two messages; never beyond what was asked for. */
export function progressOf(run: RunView, now: number): Progress {
  const known = Math.min(run.delivered_ml, run.amount_ml);
  if (run.state !== "watering" || !run.opened_at || run.planned_seconds <= 0) {
    return { share: share(known, run.amount_ml), ml: known, secondsLeft: 0 };
  }
  const seconds = Math.max(0, (now - Date.parse(run.opened_at)) / 1000);
  const reckoned = run.earlier_ml + run.pulse_ml * Math.min(1, seconds / run.planned_seconds);
  const ml = Math.min(run.amount_ml, Math.max(known, reckoned));
  return { share: share(ml, run.amount_ml), ml, secondsLeft: Math.max(0, run.planned_seconds - seconds) };
}

function share(ml: number, of: number): number {
  return of > 0 ? Math.min(1, Math.max(0, ml / of)) : 0;
}
