// Packs just what the screen shows: for every sample of a window of the lattice the state ids, and one layer's value.
// Nothing is computed, so that the host gets the very bits.
#include "lib/lattice.wgsl"
#include "lib/types.wgsl"

override LANES: u32 = 64;

// What `params.source` may be. src/engine/gpu/view.ts has the same list.
const NOTHING = 0u;
const OF_TISSUE = 1u;
const OF_IMMUNE = 2u;
const OF_FIELDS = 3u;
const OF_MATRIX = 4u;

const NOT_A_NUMBER = 0x7fc00000u;

@group(0) @binding(0) var<uniform> params: ViewParams;
// Planes as in lib/cells.wgsl; the first is the state.
@group(1) @binding(0) var<storage, read> cells_tissue: array<u32>;
@group(1) @binding(1) var<storage, read> cells_immune: array<u32>;
// u32[slot][site], u32[variable][site]: f32 by their bits.
@group(2) @binding(0) var<storage, read> fields: array<u32>;
@group(2) @binding(1) var<storage, read> matrix: array<u32>;
// u32[params.width + params.height]: the lattice column of each sample along x, then the row of each along y.
@group(3) @binding(0) var<storage, read> sites: array<u32>;
// u8[samples] tissue ids, u8[samples] immune ids, each up to a whole word, then u32[samples] values by their bits.
@group(3) @binding(1) var<storage, read_write> samples: array<u32>;

fn value_at(i: u32, tissue: u32, immune: u32) -> u32 {
  switch params.source {
    case OF_TISSUE: {
      let shown = tissue >= params.first && tissue <= params.last;
      return select(NOT_A_NUMBER, cells_tissue[plane(params.slot, i)], shown);
    }
    case OF_IMMUNE: {
      let shown = immune >= params.first && immune <= params.last;
      return select(NOT_A_NUMBER, cells_immune[plane(params.slot, i)], shown);
    }
    case OF_FIELDS: { return fields[plane(params.slot, i)]; }
    case OF_MATRIX: { return matrix[plane(params.slot, i)]; }
    default: { return NOT_A_NUMBER; }
  }
}

// One word of four samples.
@compute @workgroup_size(LANES, 1, 1)
fn view(@builtin(global_invocation_id) id: vec3u) {
  let word = id.y * params.row + id.x;
  if (id.x >= params.row || word >= params.words) { return; }
  let count = params.width * params.height;
  var tissue_ids = 0u;
  var immune_ids = 0u;
  for (var c = 0u; c < 4u; c++) {
    let k = 4u * word + c;
    if (k >= count) { break; }
    let i = sites[params.width + k / params.width] * WIDTH + sites[k % params.width];
    let tissue = cells_tissue[i];
    let immune = cells_immune[i];
    tissue_ids |= tissue << (8u * c);
    immune_ids |= immune << (8u * c);
    if (params.source != NOTHING) { samples[2u * params.words + k] = value_at(i, tissue, immune); }
  }
  samples[word] = tissue_ids;
  samples[params.words + word] = immune_ids;
}
