/** The shape of a model and a scene file; names, units and equations are checked by the readers. */
import { z } from 'zod';

const text = z.string({ error: 'needs text' });
const expression = z.union([z.string(), z.number()], { error: 'needs an expression' });
const quantity = z.union([z.string(), z.number()], { error: 'needs a quantity like 38 mmHg' });
const unit = z.union([z.string(), z.literal(1)], { error: 'needs a unit like mmHg' });
const flag = z.boolean({ error: 'needs true or false' });
const perState = z.union([z.string(), z.number(), z.record(z.string(), expression)], {
  error: 'needs an expression or a map from state to expression',
});
const texts = z.union([z.string(), z.array(z.string())], { error: 'needs text or a list of texts' });
const origin = { about: text.optional(), source: text.optional() };
const version = z.literal(1, { error: 'needs to be 1, the version of the language' });

/** A map whose keys are the user's names. */
const named = <T extends z.ZodType>(value: T) => z.record(z.string(), value);

const parameter = z.strictObject({
  value: quantity,
  range: z.tuple([quantity, quantity], { error: 'needs two quantities like [0, 1 /h]' }).optional(),
  ...origin,
});

const field = z.strictObject({
  unit,
  diffusion: expression,
  hindrance: expression.optional(),
  decay: expression.optional(),
  steady: flag.optional(),
  saturation: expression.optional(),
  blood: expression.optional(),
  half_life: expression.optional(),
  early_part: expression.optional(),
  early_half_life: expression.optional(),
  ...origin,
});

const variable = z.strictObject({
  unit: unit.optional(),
  start: expression.optional(),
  rate: expression.optional(),
  value: expression.optional(),
  min: quantity.optional(),
  max: quantity.optional(),
  ...origin,
});

const trait = z.strictObject({
  unit: unit.optional(),
  start: perState.optional(),
  rate: perState.optional(),
  to: perState.optional(),
  tau: perState.optional(),
  spread: expression.optional(),
  becomes: perState.optional(),
  halves: flag.optional(),
  min: quantity.optional(),
  max: quantity.optional(),
  ...origin,
});

const colour = z.string().regex(/^#[0-9a-fA-F]{6}$/, { error: 'needs a colour like "#4477aa"' });

const kind = z.strictObject({
  layer: z.enum(['tissue', 'immune'], { error: 'needs to be tissue or immune' }),
  about: text.optional(),
  states: named(z.strictObject({ about: text.optional(), colour: colour.optional() })),
  signals: named(perState).optional(),
  traits: named(trait).optional(),
  transitions: named(z.strictObject({ rate: perState, ...origin })).optional(),
  death: named(z.strictObject({ rate: perState, leaves: text.optional(), ...origin })).optional(),
  division: z.strictObject({ rate: perState, daughter: named(perState).optional(), ...origin }).optional(),
  exchange: named(
    z.strictObject({ source: perState.optional(), sink: perState.optional(), uptake: perState.optional() }),
  ).optional(),
  move: z.strictObject({ speed: perState, follow: named(perState).optional() }).optional(),
  arrival: named(z.strictObject({ at: texts, rate: expression, ...origin })).optional(),
});

/** A model file as written. */
export const rawModel = z.strictObject({
  nidus: version,
  title: text,
  about: text.optional(),
  extends: text.optional(),
  parameters: named(parameter).optional(),
  fields: named(field).optional(),
  matrix: z.strictObject({ every: quantity.optional(), variables: named(variable) }).optional(),
  cells: named(kind).optional(),
});

const lattice = z.strictObject({
  width: z.int({ error: 'needs a whole number of sites' }),
  height: z.int({ error: 'needs a whole number of sites' }),
  spacing: quantity.optional(),
  edges: z.enum(['periodic', 'walled'], { error: 'needs to be periodic or walled' }).optional(),
  mixing: z.enum(['local', 'dish'], { error: 'needs to be local or dish' }).optional(),
});

/** A named way to look at a scene; a range is in the layer's own unit. */
const sceneView = z.strictObject({
  layer: text.optional(),
  colours: z.enum(['viridis', 'magma', 'cividis', 'inferno', 'plasma']).optional(),
  log: flag.optional(),
  range: z.tuple([z.number(), z.number()], { error: 'needs two numbers like [0, 60]' }).optional(),
  over: z.array(text).optional(),
  opacity: z.number().min(0).max(1).optional(),
  contours: flag.optional(),
  arrows: flag.optional(),
});

/** One line of a scene's `dosing`. */
export const rawDose = z.strictObject({
  field: text.optional(),
  parameter: text.optional(),
  hold: expression.optional(),
  dose: expression.optional(),
  average: expression.optional(),
  every: quantity.optional(),
  from: quantity.optional(),
  until: quantity.optional(),
  on: quantity.optional(),
  off: quantity.optional(),
  washout: flag.optional(),
});

/** A tissue made by a generator; its other arguments are the generator's to check. */
export const rawGenerator = z.looseObject({ generator: text });

/** A tissue read from a table of cells. */
export const rawTable = z.strictObject({
  table: text.optional(),
  label: texts.optional(),
  pixel: quantity.optional(),
  spacing: quantity.optional(),
  labels: named(text),
  share: named(named(quantity)).optional(),
  add: named(quantity).optional(),
});

/** What an arm of an experiment changes about the scene. */
const arm = z.strictObject({
  about: text.optional(),
  each: named(z.array(quantity, { error: 'needs a list of values' })).optional(),
  mean_field: flag.optional(),
  replicates: z.int({ error: 'needs a whole number of runs' }).optional(),
  lattice: lattice.partial().optional(),
  tick: quantity.optional(),
  until: quantity.optional(),
  parameters: named(quantity).optional(),
  boundaries: named(quantity).optional(),
  blood: named(expression).optional(),
  dosing: z.array(rawDose, { error: 'needs a list of doses' }).optional(),
  tissue: z.looseObject({}, { error: 'needs a map' }).optional(),
});

const expected = z.strictObject({
  min: quantity.optional(),
  max: quantity.optional(),
  value: quantity.optional(),
  within: quantity.optional(),
  part: quantity.optional(),
  errors: z.number({ error: 'needs a number of standard errors' }).optional(),
});

const experiment = z.strictObject({
  id: text,
  mechanisms: texts.optional(),
  claim: text,
  protocol: text.optional(),
  source: text,
  tolerance: text.optional(),
  replicates: z.int({ error: 'needs a whole number of runs' }).optional(),
  arms: named(arm).optional(),
  outcomes: z.array(z.strictObject({ about: text, value: text, expected }), { error: 'needs a list of outcomes' }),
});

/** A scene file, everything it extends merged in; `tissue` is checked by `rawGenerator` or `rawTable`. */
export const rawScene = z.strictObject({
  nidus: version,
  title: text,
  about: text.optional(),
  question: text.optional(),
  extends: text.optional(),
  model: text,
  lattice: lattice.optional(),
  tick: quantity.optional(),
  until: quantity,
  every: quantity.optional(),
  seed: z.int({ error: 'needs a whole number' }).optional(),
  parameters: named(quantity).optional(),
  boundaries: named(quantity).optional(),
  blood: named(expression).optional(),
  dosing: z.array(rawDose, { error: 'needs a list of doses' }).optional(),
  tissue: z.looseObject({}, { error: 'needs a map with a generator or a table' }),
  measures: named(text).optional(),
  view: z.strictObject({ layer: text.optional() }).optional(),
  views: named(sceneView).optional(),
  experiment: experiment.optional(),
});

/** A list of statements that models are asked to reproduce. */
export const rawReview = z.strictObject({
  nidus: version,
  title: text,
  about: text.optional(),
  sections: z.array(z.strictObject({ title: text, mechanisms: named(text) }), { error: 'needs a list of sections' }),
});

export type RawModel = z.infer<typeof rawModel>;
export type RawKind = z.infer<typeof kind>;
export type RawTrait = z.infer<typeof trait>;
export type RawPerState = z.infer<typeof perState>;
export type RawScene = z.infer<typeof rawScene>;
export type RawTable = z.infer<typeof rawTable>;
export type RawDose = z.infer<typeof rawDose>;
export type RawExperiment = z.infer<typeof experiment>;
export type RawArm = z.infer<typeof arm>;
export type RawExpected = z.infer<typeof expected>;

/** JSON Schemas of both files, for editors. A scene that extends another may leave out what it inherits. */
export function jsonSchema(): { readonly model: object; readonly scene: object } {
  const scene = rawScene.extend({ tissue: z.union([rawGenerator, rawTable]) }).partial({
    title: true,
    model: true,
    until: true,
    tissue: true,
  });
  return { model: z.toJSONSchema(rawModel), scene: z.toJSONSchema(scene) };
}
