import type { Emulator } from "../src/index.ts";
import { createEmulator } from "../src/index.ts";
import type { EmulatorOptions } from "../src/index.ts";
import type { SigningKey } from "../src/directory/directory.ts";
import type { IssuerNetwork } from "../src/issuers/network.ts";
import { SigningKeys } from "../src/directory/signing-keys.ts";
import { seedState } from "../src/state/seed.ts";
import { memoryStore } from "../src/state/store.ts";
import type { TestWorld } from "./world.ts";
import { aWorld } from "./world.ts";

export const contoso = {
  tenantId: "11111111-1111-4111-8111-111111111111",
  group: "/subscriptions/11111111-0000-4000-8000-00000000005b/resourceGroups/rg-app",
  operatorClientId: "11111111-0000-4000-8000-0000000000c1",
  operatorPrincipalId: "11111111-0000-4000-8000-0000000000f1",
} as const;
export const fabrikam = {
  tenantId: "22222222-2222-4222-8222-222222222222",
  group: "/subscriptions/22222222-0000-4000-8000-00000000005b/resourceGroups/rg-data",
  operatorClientId: "22222222-0000-4000-8000-0000000000c1",
  operatorPrincipalId: "22222222-0000-4000-8000-0000000000f1",
  storage:
    "/subscriptions/22222222-0000-4000-8000-00000000005b/resourceGroups/rg-data/providers/Microsoft.Storage/storageAccounts/fabrikamdata",
} as const;

export const token = "https://localhost:7411";
export const arm = "https://localhost:7412";
export const graph = "https://localhost:7413";
export const blob = "https://localhost:7414";
export const foundry = "https://localhost:7415";
export const appOrders = "http://127.0.0.1:7421";
export const vmBatch = "http://127.0.0.1:7423";

export interface TestEmulator extends Emulator {
  readonly world: TestWorld;
}

let keys: Promise<SigningKey[][]> | undefined;

/** RSA keys take a fifth of a second each: one pair a directory serves all tests of a file. */
async function makeKeys(): Promise<SigningKey[][]> {
  const world = aWorld();
  const { directories } = seedState(world);
  const signing = new SigningKeys(world, async () => undefined);
  return Promise.all(directories.map(async (directory) => [...(await signing.of(directory))]));
}

/** No test goes out: no name means anything. */
const noInternet: IssuerNetwork = {
  resolve: async () => [],
  get: () => Promise.reject(new Error("there is no internet in tests")),
};

/** A fresh emulator without sockets or files, in a world of its own. */
export async function anEmulator(options: Omit<EmulatorOptions, "world" | "store"> = {}): Promise<TestEmulator> {
  const world = aWorld();
  const state = seedState(world);
  const made = await (keys ??= makeKeys());
  state.directories.forEach((directory, index) => (directory.signingKeys = [...(made[index] ?? [])]));
  return { ...createEmulator({ issuerNetwork: noInternet, ...options, world, store: memoryStore(state) }), world };
}

/** What an operator's secret is: `tegata emulator env` prints it. */
export function operatorSecret(emulator: Emulator, company: "contoso" | "fabrikam"): string {
  const directory = emulator.context.store.state.directories.find(({ name }) => name === company);
  return directory?.applications[0]?.passwordCredentials[0]?.secretText ?? "";
}
