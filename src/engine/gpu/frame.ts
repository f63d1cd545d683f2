import { type LinkedShader, linkShader, type ShaderSources, shaders } from './wgsl.ts';
import { ORIGIN } from './wgsl-dialect.ts';

const OPEN = /^(?:\/\/ )?\/\/ <generated>$/;
const CLOSE = /^\/\/ <\/generated>$/;

/**
 * Links a frame of `shaders/cell` with generated text in place of what stands between its `<generated>` lines. Lines of the
 * files keep their numbers; the generated text comes last, each line with the part of the model that it came from.
 */
export function linkFrame(
  name: string,
  generated: string,
  origins: readonly string[],
  sources: ShaderSources = shaders,
): LinkedShader {
  const shader = linkShader(name, sources);
  const lines = shader.code.split('\n');
  const open = lines.findIndex((line) => OPEN.test(line));
  const close = lines.findIndex((line) => CLOSE.test(line));
  if (open < 0 || close < open) throw new Error(`shader ${name} has no place for generated text`);
  lines.fill('', open, close + 1);
  const first = lines.length + 1;
  const made = generated.split('\n');
  const sourceOf = new Map<number, string>();
  made.forEach((line, k) => {
    const origin = ORIGIN.exec(line);
    if (origin !== null) sourceOf.set(first + k, origins[Number(origin[1])] ?? '');
  });
  return {
    name,
    code: [...lines, ...made].join('\n'),
    parts: [...shader.parts, { file: `${name} (generated)`, first }],
    origins: sourceOf,
  };
}
