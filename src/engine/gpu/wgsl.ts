/** The WGSL sources of `shaders/`, and their linker. */
import { RunError, suggest } from '../../model/error.ts';

const FOLDER = '/shaders/';

/** Source text by name, `field/smooth.wgsl`. */
export type ShaderSources = Readonly<Record<string, string>>;

/** Every file under `shaders/`, bundled. */
export const shaders: ShaderSources = Object.fromEntries(
  Object.entries(
    import.meta.glob('/shaders/**/*.wgsl', { query: '?raw', import: 'default', eager: true }) as Record<string, string>,
  ).map(([path, text]) => [path.slice(FOLDER.length), text]),
);

/** One compilable text, and which of its lines came from which file. */
export interface LinkedShader {
  readonly name: string;
  readonly code: string;
  /** In order; `first` is the 1-based line of `code` at which the file starts. */
  readonly parts: readonly { readonly file: string; readonly first: number }[];
  /** Lines that were generated, and the part of the model each came from. */
  readonly origins?: ReadonlyMap<number, string>;
}

const INCLUDE = /^#include\s+"([^"]+)"\s*$/;
const DIRECTIVE = /^\s*(enable|requires|diagnostic)\b/;

/**
 * Links a file with what it includes (`#include "lib/grid.wgsl"` at column 0): its own text first, so that its line numbers
 * hold, then each include once, in the order met. `enable`, `requires` and `diagnostic` may stand in the entry file only.
 * @throws RunError for an unknown file, a cycle, a malformed include or a directive in an include.
 */
export function linkShader(name: string, sources: ShaderSources = shaders): LinkedShader {
  const order: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    if (trail.includes(file)) throw new RunError(`shader ${name}: include cycle ${[...trail, file].join(' → ')}`);
    if (order.includes(file)) return;
    order.push(file);
    for (const included of includesOf(file, sources, trail.at(-1))) visit(included, [...trail, file]);
  };
  visit(name, []);
  return join(name, order, sources);
}

/** `file:line` in the sources for a line of linked code, or the part of the model that it was generated from. */
export function sourceLine(shader: LinkedShader, line: number): string {
  const origin = shader.origins?.get(line);
  if (origin !== undefined) return origin;
  const part = shader.parts.findLast(({ first }) => first <= line) ?? shader.parts[0];
  return part === undefined ? `${shader.name}:${line}` : `shaders/${part.file}:${line - part.first + 1}`;
}

function includesOf(file: string, sources: ShaderSources, from: string | undefined): string[] {
  const text = sources[file];
  if (text === undefined) {
    const where = from === undefined ? '' : ` included by ${from}`;
    throw new RunError(`shader ${file}${where} is not there${suggest(file, Object.keys(sources))}`);
  }
  const included: string[] = [];
  text.split('\n').forEach((line, index) => {
    if (!line.trimStart().startsWith('#')) return;
    const path = INCLUDE.exec(line)?.[1];
    if (path === undefined) {
      throw new RunError(
        `shaders/${file}:${index + 1}: ${line.trim()} is not an include; write #include "lib/name.wgsl" at column 1`,
      );
    }
    included.push(path);
  });
  return included;
}

function join(name: string, order: readonly string[], sources: ShaderSources): LinkedShader {
  const lines: string[] = [];
  const parts: { file: string; first: number }[] = [];
  for (const file of order) {
    parts.push({ file, first: lines.length + 1 });
    for (const line of (sources[file] ?? '').split('\n')) {
      if (file !== name && DIRECTIVE.test(line)) {
        throw new RunError(
          `shaders/${file}:${lines.length + 2 - (parts.at(-1)?.first ?? 1)}: ${line.trim()} may stand in the entry file only`,
        );
      }
      lines.push(line.startsWith('#') ? `// ${line}` : line);
    }
  }
  return { name, code: lines.join('\n'), parts };
}
