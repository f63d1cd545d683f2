// The fault word and what else `stats` holds, atomic<u32>. Sentences and places: src/engine/gpu/faults.ts.
#include "lib/expr.wgsl"

const STATS_FAULT = 0u; // bits below
const STATS_FIRST = 1u; // ~site, largest: the first site with a fault; 0 none
const STATS_COUNTS = 8u; // cells per state id
const STATS_STILL = 264u; // the same at the start of the tick, well-mixed lattices only
const STATS_EVENTS = 520u; // how often each event has happened
const STATS_STATES = 256u; // room for state ids

const FAULT_HAZARD = 1u;
const FAULT_TRAIT = 2u;
const FAULT_EXCHANGE = 4u;
const FAULT_MATRIX = 8u;
const FAULT_HINDRANCE = 16u;
const FAULT_FIELD = 32u; // no site told
const FAULT_RESIDUAL = 64u; // no site told
const FAULT_MOVEMENT = 128u;

// Notes a fault of site i. What is noted does not depend on the order of the sites.
fn raise(bit: u32, i: u32) {
  atomicOr(&stats[STATS_FAULT], bit);
  atomicMax(&stats[STATS_FIRST], ~i);
}

// Value, 0 where it is no number, which is noted.
fn checked(value: f32, bit: u32, i: u32) -> f32 {
  if (is_finite(value)) { return value; }
  raise(bit, i);
  return 0.0;
}

// A rate as a hazard: a number, not below 0.
fn hazard(rate: f32, i: u32) -> f32 {
  return max(0.0, checked(rate, FAULT_HAZARD, i));
}

// Counts are kept, not taken: every change of a state says so.
fn count_cell(state: u32) {
  atomicAdd(&stats[STATS_COUNTS + state], 1u);
}

fn uncount_cell(state: u32) {
  atomicSub(&stats[STATS_COUNTS + state], 1u);
}

fn count_event(event: u32) {
  atomicAdd(&stats[STATS_EVENTS + event], 1u);
}
