// All structs. The host reads offsets from here (src/engine/gpu/layout.ts); nothing else declares one.

// One level of the multigrid hierarchy. Level cells are `side` lattice sites wide, the last of an odd axis less.
struct LevelParams {
  width: u32, // cells of this level
  height: u32,
  lattice_width: u32, // sites of the finest level
  lattice_height: u32,
  side: u32, // sites along one whole cell, 2^level
  first: f32, // weights of the two sweeps of the smoother, see `relaxation`
  second: f32,
  strips: u32, // of rows, that are summed apart; each column of one is a lane
}

// One field that takes part in a solve. Uniform arrays of it are indexed by the z of the dispatch.
struct FieldParams {
  scale: f32, // D0/dx² [1/h]
  base: f32, // sink everywhere: decay + rate [1/h]
  rate: f32, // weight of the old value in the right-hand side [1/h]; 0 when steady
  saturation: f32, // Km, field unit
  held: f32, // value at the edge, field unit; 0 unless held
  damping: f32, // factor on coarse corrections
  limit: f32, // relative residual above which report.wgsl raises a fault; 0 never
  boundary: u32, // NO_FLUX, PERIODIC or HELD
  faces: u32, // which face set of the batch
  @size(12) slot: u32, // which of the fields in [field][cell] arrays; padded, since uniform arrays step by 16 bytes
}

// The four neighbours of a level cell: indices into [field][cell] arrays, and 1 where there is one, 0 beyond the edge.
struct Around {
  west: u32,
  east: u32,
  north: u32,
  south: u32,
  inside: vec4f, // west, east, north, south
}

// What changes from tick to tick for cells, besides the uniform slots of their equations.
struct CellParams {
  tick: u32,
  seed: u32,
  matrix_hours: f32, // how long the matrix equations run
  per_speed_tissue: f32, // chance of a step per speed [h/um]
  per_speed_immune: f32,
}

// Which pass of placing or sub-step of movement this is.
struct StepParams {
  index: u32,
}

// One mean of measure/means.wgsl: a plane of a source; of cells only those in the states first … last.
struct Quantity {
  source: u32,
  slot: u32,
  first: u32,
  last: u32,
}

// The window that measure/view.wgsl samples, and which values it shows.
struct ViewParams {
  width: u32, // samples
  height: u32,
  words: u32, // ceil(width·height / 4)
  row: u32, // words along x of the dispatch
  source: u32, // see measure/view.wgsl
  slot: u32, // plane of that source
  first: u32, // values of cells: only those in the states first … last
  last: u32,
}
