import type { World } from "../world.ts";
import type { State } from "./state.ts";

type Visit = (value: unknown, name: string) => unknown;

/** Copies plain data, with what `visit` gives in place of a property's value; `undefined` leaves it as it is. */
function rewritten(value: unknown, visit: Visit): unknown {
  if (Array.isArray(value)) return value.map((each) => rewritten(each, visit));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, visit(inner, name) ?? rewritten(inner, visit)]),
  );
}

function valuesOf(value: unknown, make: (before: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value ?? {}).map(([name, inner]) => [name, make(inner)]));
}

/** Lists of a site's configuration whose values are the user's secrets more often than not. */
const secretConfiguration = /\/config\/(?:appsettings|connectionstrings|azurestorageaccounts|authsettings)$/i;

function emptied(value: unknown, name: string): unknown {
  if (name === "signingKeys") return [];
  if (name === "secretText" || name === "delegationSeed") return "";
  if (name === "identityHeader" && value !== null) return "";
  if (name === "secrets") return valuesOf(value, () => "");
  return undefined;
}

/**
 * A state without private keys and secrets: signing keys, client secrets, account keys, hosts' identity headers, the
 * seed of user delegation keys, and the values of sites' settings. What is left names everything and opens nothing.
 */
export function withoutSecrets(state: State): State {
  const bare = rewritten(state, emptied) as State;
  for (const resource of bare.arm.resources) {
    if (secretConfiguration.test(resource.id)) resource.properties = valuesOf(resource.properties, () => "");
  }
  return bare;
}

/** Makes new secrets where a state has none; signing keys come by themselves at the first token. */
export function withNewSecrets(state: State, world: World): State {
  const random = (bytes: number): Buffer => Buffer.from(world.randomBytes(bytes));
  const filled = rewritten(state, (value, name) => {
    if (name === "secretText" && value === "") {
      const text = random(30).toString("base64url");
      return `${text.slice(0, 3).replace(/^-/, "x")}8Q~${text.slice(6)}`;
    }
    if (name === "identityHeader" && value === "") return random(30).toString("base64url");
    if (name === "delegationSeed" && value === "") return random(32).toString("base64url");
    if (name === "secrets")
      return valuesOf(value, (before) => (before === "" ? random(64).toString("base64") : before));
    return undefined;
  });
  return filled as State;
}
