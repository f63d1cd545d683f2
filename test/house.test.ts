/** The house rules that a machine can check: one-way imports, file length, no biology in the code. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const ROOT = join(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');
const BENCH = join(ROOT, 'bench');
const CODE = /\.(ts|tsx|mjs)$/;

/** From each folder of src, and from bench, the folders it may import. `index.ts` is the library, on which app and cli stand. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  model: [],
  host: ['model'],
  engine: ['model'],
  tissue: ['model', 'engine'],
  readout: ['model', 'engine'],
  experiment: ['model', 'engine', 'tissue', 'readout'],
  render: ['model', 'engine', 'tissue', 'readout'],
  video: ['model', 'engine', 'tissue', 'readout', 'render'],
  'index.ts': ['model', 'engine', 'tissue', 'readout', 'experiment', 'render', 'video'],
  bench: ['model', 'engine', 'tissue'],
  'bench/page': ['model', 'engine', 'host', 'index.ts', 'bench', 'app'],
  app: ['model', 'engine', 'tissue', 'readout', 'render', 'video', 'host', 'index.ts'],
  cli: ['bench', 'model', 'engine', 'tissue', 'readout', 'render', 'video', 'host', 'index.ts'],
};

/** Names in models that are everyday words and mean nothing biological where code uses them. */
const EVERYDAY = new Set([
  'open',
  'closed',
  'active',
  'dead',
  'normal',
  'resting',
  'primed',
  'sensitive',
  'resistant',
  'medium',
]);

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function roomOf(path: string): string {
  const [top, next, ...below] = relative(ROOT, path).split(sep);
  if (top !== 'bench') return next!;
  return next === 'page' && below.length > 0 ? 'bench/page' : 'bench';
}

/** Relative paths that a module names in imports, re-exports, dynamic imports and worker addresses. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const named = /(?:\bfrom|\bimport|\bimport\(|\bnew URL\()\s*['"](\.{1,2}\/[^'"]+)['"]/g;
  return [...text.matchAll(named)].map((match) => join(dirname(file), match[1]!.replace(/\?.*$/, '')));
}

function forbiddenEdges(file: string): string[] {
  const from = roomOf(file);
  return importsOf(file)
    .filter((target) => [SRC, BENCH].some((folder) => target.startsWith(folder + sep)))
    .filter((target) => {
      const to = roomOf(target);
      return to !== from && target !== join(SRC, 'host', 'types.ts') && !BELOW[from]?.includes(to);
    })
    .map((target) => `${relative(ROOT, file)} imports ${relative(ROOT, target)}`);
}

interface RawModel {
  readonly fields?: object;
  readonly cells?: Readonly<Record<string, { readonly states?: object }>>;
}

/** Kinds, states and fields (drugs among them) of every model, split where names are put together. */
function biologicalWords(): string[] {
  const models = filesIn(join(ROOT, 'scenes', 'models')).filter((file) => /\.ya?ml$/.test(file));
  const names = models.flatMap((file) => {
    const { fields = {}, cells = {} } = parse(readFileSync(file, 'utf8')) as RawModel;
    const states = Object.values(cells).flatMap((kind) =>
      Array.isArray(kind.states) ? (kind.states as string[]) : Object.keys(kind.states ?? {}),
    );
    return [...Object.keys(fields), ...Object.keys(cells), ...states];
  });
  const words = new Set(names.map((name) => name.toLowerCase()));
  return [...words].filter((word) => !EVERYDAY.has(word) && word.length > 1);
}

describe('the house', () => {
  const files = [...filesIn(SRC), ...filesIn(BENCH).filter((file) => !/\.(md|json)$/.test(file))];
  const code = files.filter((file) => CODE.test(file));

  it('has rooms that this test knows', () => {
    const unknown = code.map(roomOf).filter((room) => !(room in BELOW));
    expect(unknown).toEqual([]);
  });

  it('imports one way', () => {
    expect(code.flatMap(forbiddenEdges)).toEqual([]);
  });

  it('would notice a forbidden import', () => {
    expect(importsOf(join(SRC, 'cli', 'main.ts')).map(roomOf)).toContain('index.ts');
    expect(importsOf(join(SRC, 'cli', 'bench.ts')).map(roomOf)).toContain('bench');
    expect(importsOf(join(BENCH, 'page', 'worker.ts')).map(roomOf)).toEqual(expect.arrayContaining(['host', 'bench']));
    expect(BELOW.model).not.toContain('engine');
    expect(BELOW.bench).not.toContain('host');
  });

  it('keeps files short: none over 400 lines, median at most 150', () => {
    const lengths = code.map((file) => ({
      file: relative(ROOT, file),
      lines: readFileSync(file, 'utf8').split('\n').length - 1,
    }));
    expect(lengths.filter(({ lines }) => lines > 400)).toEqual([]);
    const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(150);
  });

  it('names no cell type, state, field or drug of any model in the code', () => {
    const words = biologicalWords();
    expect(words.length).toBeGreaterThan(5);
    const pattern = new RegExp(`(?<![a-z0-9])(?:${words.join('|')})(?![a-z0-9])`, 'gi');
    const found = [...files, ...filesIn(join(ROOT, 'shaders'))].flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((line, index) =>
          [...line.matchAll(pattern)].map((match) => `${relative(ROOT, file)}:${index + 1}: ${match[0]}`),
        ),
    );
    expect(found).toEqual([]);
  });
});
