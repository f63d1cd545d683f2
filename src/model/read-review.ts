/** A list of statements, by section, that models are asked to reproduce. */
import type { Host } from '../host/types.ts';
import { checkShape, createReader } from './reader.ts';
import { rawReview } from './schema.ts';
import { parseYaml } from './yaml.ts';

/** One statement; models and experiments refer to it by its id. */
export interface Statement {
  readonly id: string;
  readonly states: string;
}

export interface Review {
  readonly title: string;
  readonly about: string;
  readonly sections: readonly { readonly title: string; readonly statements: readonly Statement[] }[];
}

/** Reads a list of statements. @throws UserError `file:line: path …`; also for an id that stands twice */
export async function readReview(path: string, host: Host): Promise<Review> {
  const reader = createReader(parseYaml(await host.readText(path), path));
  const { title, about = '', sections } = checkShape(rawReview, reader.source.data, reader);
  const seen = new Set<string>();
  return {
    title,
    about: about.trim(),
    sections: sections.map((section, i) => ({
      title: section.title,
      statements: Object.entries(section.mechanisms).map(([id, states]) => {
        if (seen.has(id))
          reader.fail(['sections', i, 'mechanisms', id], 'stands in an earlier section too; an id is used once');
        seen.add(id);
        return { id, states: states.trim().replace(/\s+/g, ' ') };
      }),
    })),
  };
}
