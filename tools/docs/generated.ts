import { aadstsPages } from "./generated/aadsts.ts";
import { apiPages } from "./generated/api.ts";
import { commandPages } from "./generated/commands.ts";
import { configurationPages } from "./generated/configuration.ts";
import { errorPages } from "./generated/errors.ts";
import { fidelityPages } from "./generated/fidelity.ts";
import type { Page } from "./page.ts";

/** Every page that is made from the sources. One line a kind. */
export async function generatedPages(): Promise<readonly Page[]> {
  return [
    ...fidelityPages(),
    ...(await commandPages()),
    ...configurationPages(),
    ...errorPages(),
    ...apiPages(),
    ...aadstsPages(),
  ];
}
