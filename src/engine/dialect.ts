import type { Expr, LayerName, Ref } from '../model/types.ts';

/** What a site gives to or takes from a field. */
export type Term = 'source' | 'sink' | 'uptake';

/** Draws from the generator for one purpose, ready to be written. */
export interface DrawnText {
  /** Statement that makes the draw; to stand before the others. */
  readonly statement: string;
  /** Word k of it as a number in [0, 1). */
  unit(k: 0 | 1): string;
}

/**
 * How one language writes what the rules of a cell are made of; `KindWriter` puts the parts together. Everything is text about
 * site `i = y·width + x`, with `i`, `x` and `y` in scope. What looks the same in both languages (`if`, `return`, `-=`, brackets)
 * is written by `KindWriter` itself.
 */
export interface Dialect {
  /** An expression without uniform parts. */
  expression(expr: Expr, name: (ref: Ref) => string): string;
  /** A number that is the same on every site this tick, by slot. */
  uniform(slot: number): string;
  /** Field at this site, or at site `j`. */
  field(index: number, site: 'i' | 'j'): string;
  gradient(index: number): string;
  matrix(index: number): string;
  trait(layer: LayerName, slot: number): string;
  timeInState(layer: LayerName): string;
  divisions(layer: LayerName): string;
  /** 1 when occupancy test k holds on this site, and the number of neighbours for which it holds. */
  here(test: number, layer: LayerName): string;
  /** @param still count the states that fate left, not those of the moment */
  near(test: number, layer: LayerName, still: boolean): string;

  /** Declares a name, never or ever assigned to again. */
  constant(name: string, value: string): string;
  variable(name: string, value: string): string;
  /** Adds to a term of a field. */
  addTerm(term: Term, field: number, value: string): string;
  setTrait(layer: LayerName, slot: number, value: string): string;
  /** A value held within bounds that may be infinite. */
  limited(value: string, min: number, max: number): string;
  /** A rate as a hazard: not below 0. */
  hazard(rate: string): string;
  /** Notes that the cell enters a state, by which event, or asks to divide. */
  become(layer: LayerName, to: number, event: number): string;
  divide(layer: LayerName): string;
  draw(): DrawnText;
  /** Whether an event of integrated hazard `limit` happens when the draw is `u`. */
  happens(u: string, limit: string): string;
  /** A standard normal number, its own for each trait. */
  normal(purpose: 'trait' | 'start', slot: number): string;
  /** What follows `if (total > 0) { … }` to note hazards of state `id` that are not a number. */
  otherwiseBad(total: string, id: number): string;
  /** A remark that leads from this line back to a part of the model; empty where the language needs none. */
  origin(path: string): string;
}
