/** A page that `npm run docs` writes: its path from the root of the repository, and its whole text. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** Stands in the text of every written page, so that one that is no longer written is found. */
export const writtenBy = "Written by `npm run docs`";

/** The line of a written page that says where to make changes. */
export function doNotEdit(source: string): string {
  return `<!-- ${writtenBy}. Do not edit: change ${source}. -->`;
}
