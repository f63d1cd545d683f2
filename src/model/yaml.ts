/** YAML text to plain data, and from a path in that data back to a line of text. */
import {
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  visit,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import { UserError } from './error.ts';

/** Keys and indices from the root. */
export type Path = readonly (string | number)[];

/** Where something stands. */
export interface Position {
  readonly file: string;
  readonly line: number;
}

/** Plain data and where each part of it was written. */
export interface Source {
  readonly file: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Position of exactly this path, null when the text has no such path. */
  locate(path: Path): Position | null;
}

/** A path as a user reads it: `dosing[0].field`. */
export function formatPath(path: Path): string {
  return path.map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? part : `.${part}`)).join('');
}

/**
 * Parses YAML whose root is a map.
 * @throws UserError `file:line: message` for what is not text, not YAML, has a key twice, or whose root is not a map.
 */
export function parseYaml(text: string, file: string): Source {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters tell a binary file from text
  if (/[\u0000-\u0008\u000e-\u001f\ufffd]/.test(text)) throw new UserError(`${file}: is not a text file`);
  const lines = new LineCounter();
  const fail = (offset: number, message: string): never => {
    throw new UserError(`${file}:${lines.linePos(offset).line}: ${message}`);
  };
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    if (document.contents) checkCut(document.contents, fail);
    const problem = document.errors[0] ?? document.warnings[0];
    if (problem) fail(problem.pos[0], describe(problem, text, lines));
    if (!isMap(document.contents))
      return fail(0, `needs a map of keys like "title: …", ${rootKind(document.contents)}`);
    checkKeys(document.contents, fail);
    const root: Node = document.contents;
    const data = document.toJS({ maxAliasCount: 100 }) as Record<string, unknown>;
    return { file, data, locate: (path) => locate(root, path, file, lines) };
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${file}: is not usable YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** `file:line` of every key of every map below the root, by path: `cells.a.division.rate`. */
export function linesOf({ data, locate }: Source): Record<string, string> {
  const lines: Record<string, string> = {};
  const visitMap = (map: object, path: Path): void => {
    for (const [key, value] of Object.entries(map)) {
      const at = [...path, key];
      const position = locate(at);
      if (position !== null) lines[at.join('.')] = `${position.file}:${position.line}`;
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) visitMap(value, at);
    }
  };
  visitMap(data, []);
  return lines;
}

function rootKind(contents: unknown): string {
  if (isSeq(contents)) return 'given a list';
  return isScalar(contents) && contents.value !== null ? 'given text' : 'given an empty file';
}

/** Inside `{ }` YAML ends plain text at a comma, which would tear `hill(x, K, n)` into keys. */
function checkCut(root: Node, fail: (offset: number, message: string) => never): void {
  visit(root, {
    Scalar(_, node, above) {
      const inside = above.some((one) => isCollection(one) && one.flow === true);
      if (!inside || node.type !== 'PLAIN' || typeof node.value !== 'string') return;
      const open = node.value.split('(').length - node.value.split(')').length;
      if (open > 0) fail(node.range?.[0] ?? 0, `"${node.value}" is cut at a comma; ${QUOTE_IT}`);
    },
  });
}

const QUOTE_IT = 'inside { } an expression with a comma goes in quotes, and one with [unit] or ?: anywhere';

function describe({ code, message, pos }: YAMLError, text: string, lines: LineCounter): string {
  if (code === 'MULTIPLE_DOCS') return 'has a second document; a file holds one';
  const said = message.replace(/\s+/g, ' ');
  const line = text.split('\n')[lines.linePos(pos[0]).line - 1] ?? '';
  return code !== 'DUPLICATE_KEY' && /[?[(]/.test(line) ? `${said}; ${QUOTE_IT}` : said;
}

function checkKeys(root: Node, fail: (offset: number, message: string) => never): void {
  visit(root, {
    Pair(_, pair) {
      const { key } = pair;
      const offset = isNode(key) ? (key.range?.[0] ?? 0) : 0;
      if (!isScalar(key) || key.value === null) return fail(offset, 'a key must be plain text');
      if (String(key.value) === '__proto__') return fail(offset, '__proto__ cannot be a key');
    },
  });
}

/** Its pairs by key, put in order once per map. */
const pairs = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

function pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
  const known = pairs.get(map) ?? new Map(map.items.map((pair) => [String((pair.key as Scalar).value), pair]));
  pairs.set(map, known);
  return known;
}

function locate(root: Node, path: Path, file: string, lines: LineCounter): Position | null {
  let node: unknown = root;
  let offset = root.range?.[0] ?? 0;
  for (const part of path) {
    if (isMap(node)) {
      const pair = pairsOf(node).get(String(part));
      if (!pair) return null;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof part === 'number' && part < node.items.length) {
      node = node.items[part];
      offset = isNode(node) ? (node.range?.[0] ?? offset) : offset;
    } else return null;
  }
  return { file, line: lines.linePos(offset).line };
}
