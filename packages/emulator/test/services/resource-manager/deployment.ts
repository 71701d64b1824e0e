import type { TestEmulator } from "../../emulator.ts";
import { contoso } from "../../emulator.ts";
import type { Answer, Json } from "../../wire.ts";
import { callArm } from "../../wire.ts";

export const version = "?api-version=2024-11-01";
export const deployments = `${contoso.group}/providers/Microsoft.Resources/deployments` as const;

/** What is deployed, and where: by default to contoso's group, as `one`. */
export interface Wanted {
  readonly at?: `/${string}`;
  readonly parameters?: Json;
  readonly template: Json;
  readonly action?: "/validate";
}

/** Deploys a template, or has it validated. */
export function ask(
  emulator: TestEmulator,
  { at = `${deployments}/one`, template, parameters = {}, action }: Wanted,
): Promise<Answer> {
  const values = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, { value }]));
  const body = { properties: { mode: "Incremental", template, parameters: values } };
  return callArm(emulator, "contoso", `${action ? "POST" : "PUT"} ${at}${action ?? ""}${version}`, { body });
}

export const template = (content: Json): Json => ({ contentVersion: "1.0.0.0", resources: [], ...content });
export const output = (value: unknown, type = "string"): Json => template({ outputs: { it: { type, value } } });

/** A deployment's properties, once it has ended. */
export async function ended(emulator: TestEmulator, at: `/${string}` = `${deployments}/one`): Promise<Json> {
  const { body } = await callArm(emulator, "contoso", `GET ${at}${version}`);
  return (body as Json)["properties"] as Json;
}
