// Planes of `cells_tissue` and `cells_immune`, u32[plane][site]; traits are f32 by their bits. For kernels that declare both,
// `params` and `stats`.
#include "lib/lattice.wgsl"
#include "lib/fault.wgsl"
#include "lib/types.wgsl"

const STATE = 0u; // 0 empty, else a state id
const BARCODE = 1u;
const DIVISIONS = 2u;
const SINCE = 3u; // tick at which the cell entered its state
const TRAITS = 4u; // first trait slot

const TISSUE = 0u;
const IMMUNE = 1u;

// In plane LAYER of `next`: the cell asks to divide; the other bits are its state.
const DIVIDES = 0x80000000u;

fn state_of(layer: u32, i: u32) -> u32 {
  if (layer == TISSUE) { return cells_tissue[i]; }
  return cells_immune[i];
}

// Bits of a trait of site i, which must be a number.
fn trait_bits(value: f32, i: u32) -> u32 {
  if (!is_finite(value)) { raise(FAULT_TRAIT, i); }
  return bitcast<u32>(value);
}
