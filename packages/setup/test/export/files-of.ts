import { clouds, parseClientId, type ClientId } from "@tegata/core";
import type { Configuration, ExportFormat, ExportOptions } from "../../src/index.ts";
import { exportSetup, parseConfiguration } from "../../src/index.ts";
import { orders } from "../fakes/setup.ts";

export const applicationId: ClientId = parseClientId("99999999-0000-4000-8000-000000000009");
export const configuration: Configuration = parseConfiguration(orders);

/** The files of an export by name; of `orders`, for the resource side, unless something else is said. */
export function filesOf(options: Partial<ExportOptions> & { readonly format: ExportFormat }): Record<string, string> {
  const all = { configuration, cloud: clouds.public, side: "resource" as const, applicationId, ...options };
  return Object.fromEntries(exportSetup(all).map(({ name, text }) => [name, text]));
}
