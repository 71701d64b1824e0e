import { fidelityPages } from "./generated/fidelity.ts";
import type { Page } from "./page.ts";

/** Every page that is made from the sources. One line a kind. */
export async function generatedPages(): Promise<readonly Page[]> {
  return [...fidelityPages()];
}
