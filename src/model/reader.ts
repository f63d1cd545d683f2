/** Turns mistakes into one line with file, line and path, and raw data into data of a checked shape. */
import { z } from 'zod';
import { suggest, UserError } from './error.ts';
import { formatPath, type Path, type Source } from './yaml.ts';

/** What the readers of a file share. */
export interface Reader {
  readonly source: Source;
  /** Text of every expression by path, for those who show or edit them. */
  readonly texts: Map<string, string>;
  /** @throws UserError `file:line: path message` */
  fail(path: Path, message: string): never;
  /** Runs `read`; a UserError in it is told as one about `path`. */
  at<T>(path: Path, read: () => T): T;
}

export function createReader(source: Source): Reader {
  const fail = (path: Path, message: string): never => {
    throw new UserError(`${whereIs(source, path)}${path.length === 0 ? '' : `${formatPath(path)} `}${message}`);
  };
  return {
    source,
    texts: new Map(),
    fail,
    at: (path, read) => {
      try {
        return read();
      } catch (error) {
        if (error instanceof UserError) return fail(path, error.message);
        throw error;
      }
    },
  };
}

/** `file:line: ` of a path, or of the nearest part around it that was written. */
function whereIs(source: Source, path: Path): string {
  for (let length = path.length; length > 0; length--) {
    const position = source.locate(path.slice(0, length));
    if (position) return `${position.file}:${position.line}: `;
  }
  return `${source.file}: `;
}

/**
 * Checks the shape of a part of a file. `path` is where that part stands.
 * @throws UserError for the first thing wrong, unknown keys before anything else.
 */
export function checkShape<T extends z.ZodType>(schema: T, data: unknown, reader: Reader, path: Path = []): z.infer<T> {
  const result = schema.safeParse(data, { reportInput: true });
  if (result.success) return result.data;
  const issues = result.error.issues;
  const issue = issues.find((one) => one.code === 'unrecognized_keys') ?? issues[0]!;
  const at = [...path, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))];
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!;
    return reader.fail([...at, key], `is not known${suggest(key, keysAt(schema, issue.path))}`);
  }
  if (issue.input === undefined) return reader.fail(at, 'is missing');
  const needs = issue.code === 'invalid_type' && issue.message.startsWith('Invalid') ? 'needs a map' : issue.message;
  return reader.fail(at, `${needs}, given ${describe(issue.input)}`);
}

function describe(input: unknown): string {
  if (input === null) return 'nothing';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object') return 'a map';
  const said = String(input).replace(/\s+/g, ' ');
  return said.length > 60 ? `${said.slice(0, 57)}…` : said;
}

/** The keys that the object at `path` of a schema may have. */
function keysAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  if (schema instanceof z.ZodOptional) return keysAt(schema.def.innerType, path);
  if (schema instanceof z.ZodObject) {
    if (path.length === 0) return Object.keys(schema.shape);
    const child = schema.shape[path[0] as string];
    return child ? keysAt(child, path.slice(1)) : [];
  }
  if (path.length === 0) return [];
  if (schema instanceof z.ZodRecord) return keysAt(schema.def.valueType, path.slice(1));
  if (schema instanceof z.ZodArray) return keysAt(schema.def.element, path.slice(1));
  return [];
}
