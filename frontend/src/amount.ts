import type { Unit } from "./formats.ts";

/** How much water somebody asks for in their own unit, from a least step up to what a plant may get at once. */
export class Amount {
  readonly most: number;
  private readonly step: number;

  constructor(
    private readonly unit: Unit,
    private readonly largestMl: number,
  ) {
    this.most = this.round(Math.floor((largestMl / unit.ml) * this.parts + 1e-9) / this.parts);
    this.step = stepOf(unit, largestMl);
  }

  /** The least that may be asked for. */
  get least(): number {
    return Math.min(1 / this.parts, this.most);
  }

  /** Where asking begins: at a plant's dose. */
  of(doseMl: number): number {
    return Math.min(this.most, Math.max(this.least, this.round(doseMl / this.unit.ml)));
  }

  fits(amount: number): boolean {
    return amount > 0 && amount <= this.most;
  }

  /** The next round amount, up or down. */
  next(amount: number, by: 1 | -1): number {
    const steps = amount / this.step;
    const to = by > 0 ? Math.floor(steps + 1 + 1e-9) : Math.ceil(steps - 1 - 1e-9);
    return Math.min(this.most, Math.max(Math.min(this.step, this.most), this.round(to * this.step)));
  }

  /** The same in ml. */
  ml(amount: number): number {
    return Math.min(this.largestMl, amount * this.unit.ml);
  }

  private get parts(): number {
    return this.unit.fineBelow > 0 ? 10 : 1;
  }

  private round(amount: number): number {
    return Math.round(amount * this.parts) / this.parts;
  }
}

function stepOf(unit: Unit, largestMl: number): number {
  const small = largestMl <= 100;
  const middling = largestMl <= 1_000;
  if (unit.ml === 1) return small ? 5 : middling ? 10 : 50;
  return small ? 0.2 : middling ? 0.5 : 2;
}
