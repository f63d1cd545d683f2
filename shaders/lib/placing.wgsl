// Placing daughters. For kernels that declare both `cells_…`, `params`, `stats`, `next`, LAYER and the generated TRAIT_SLOTS,
// `halved_of`, `division_of` and `daughter_of`.
#include "lib/cells.wgsl"
#include "lib/rng.wgsl"

fn asks(i: u32) -> bool {
  return (next[plane(LAYER, i)] & DIVIDES) != 0u;
}

fn load(k: u32, i: u32) -> u32 {
  if (LAYER == TISSUE) { return cells_tissue[plane(k, i)]; }
  return cells_immune[plane(k, i)];
}

fn store(k: u32, i: u32, word: u32) {
  if (LAYER == TISSUE) { cells_tissue[plane(k, i)] = word; } else { cells_immune[plane(k, i)] = word; }
}

// Copies the mother to the empty site `to`: lineage, traits, time in state; both count the division, halved traits are shared out.
fn place_daughter(mother: u32, to: u32) {
  let state = load(STATE, mother);
  store(BARCODE, to, load(BARCODE, mother));
  store(DIVISIONS, mother, load(DIVISIONS, mother) + 1u);
  store(DIVISIONS, to, load(DIVISIONS, mother));
  store(SINCE, to, load(SINCE, mother));
  let halved = halved_of(state);
  for (var s = 0u; s < TRAIT_SLOTS; s++) {
    if (((halved >> s) & 1u) == 1u) {
      store(TRAITS + s, mother, bitcast<u32>(0.5 * bitcast<f32>(load(TRAITS + s, mother))));
    }
    store(TRAITS + s, to, load(TRAITS + s, mother));
  }
  let u = fraction(draw(to, params.tick, PURPOSE_DIVIDE + 0x100u, params.seed).x);
  let daughter = daughter_of(state, mother, mother % WIDTH, mother / WIDTH, u);
  if (daughter != state) { store(SINCE, to, params.tick); }
  store(STATE, to, daughter);
  next[plane(LAYER, mother)] &= ~DIVIDES;
  count_cell(daughter);
  count_event(division_of(state));
}
