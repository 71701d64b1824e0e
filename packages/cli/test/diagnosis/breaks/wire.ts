// Answers that are lost, late or refused for a while.
import type { Chain } from "../a-chain.ts";
import type { Break } from "./break.ts";
import { placesIn } from "./break.ts";
import type { FaultSpecification, PropagatedObject } from "./fault.ts";

function wire(fault: FaultSpecification): Break["does"] {
  return ({ emulator }) =>
    void emulator.context.faults.add({
      forSeconds: "retryAfterSeconds" in fault ? fault.retryAfterSeconds : 240,
      ...fault,
    });
}

function late(object: PropagatedObject): (chain: Chain) => void {
  return ({ emulator }) =>
    void emulator.context.faults.add({ kind: "propagation", object, seconds: 300, mode: "monotone", forSeconds: 330 });
}

const identity = { service: "managedIdentity" } as const;
const token = { service: "token", directory: "fabrikam" } as const;
const blob = { service: "blob" } as const;

export const wireBreaks: readonly Break[] = [
  {
    name: "the identity endpoint throttles",
    by: "the wire",
    check: "identity.endpoint",
    does: wire({ ...identity, kind: "throttle", retryAfterSeconds: 120, body: "json" }),
  },
  {
    name: "the identity endpoint answers 503",
    by: "the wire",
    check: "identity.endpoint",
    does: wire({ ...identity, kind: "status", status: 503 }),
  },
  {
    name: "the token service throttles",
    by: "the wire",
    check: "token-service.reachable",
    says: /throttling/,
    does: wire({ ...token, kind: "throttle", retryAfterSeconds: 120, body: "json" }),
  },
  {
    name: "the token service answers 503",
    by: "the wire",
    check: "token-service.reachable",
    does: wire({ ...token, kind: "status", status: 503 }),
  },
  {
    name: "the identity endpoint breaks off",
    by: "the wire",
    check: "identity.endpoint",
    does: wire({ ...identity, kind: "reset" }),
  },
  {
    name: "the token service breaks off",
    by: "the wire",
    check: "token-service.reachable",
    does: wire({ ...token, kind: "reset" }),
  },
  {
    name: "the token service answers something that is not JSON",
    by: "the wire",
    check: "token-service.reachable",
    says: /something else answers/,
    repairs: 0,
    does: wire({ ...token, kind: "malformed-body" }),
  },
  {
    name: "blob storage breaks off",
    by: "the wire",
    check: "data.answers",
    does: wire({ ...blob, kind: "reset" }),
  },
  {
    name: "blob storage throttles",
    by: "the wire",
    check: "data.answers",
    does: wire({ ...blob, kind: "throttle", retryAfterSeconds: 60, body: "text" }),
  },
  {
    name: "blob storage answers 503",
    by: "the wire",
    check: "data.answers",
    does: wire({ ...blob, kind: "status", status: 503 }),
  },
  {
    name: "the credential was made again a moment ago",
    by: "Graph",
    check: "credential.exists",
    // Only the workload's refusal shows it. What is wrong as well is told as wrong, and may be refused before it.
    hides: /^(credential|principal)/,
    says: /does not know it yet/,
    does: async (chain) => {
      const { credentials } = placesIn(chain);
      const held = await chain.home.call(`GET ${credentials}/tegata-id-orders`);
      await chain.home.call(`DELETE ${credentials}/tegata-id-orders`);
      late("federatedCredential")(chain);
      const { name, issuer, subject, audiences, description } = held;
      await chain.home.call(`POST ${credentials}`, { name, issuer, subject, audiences, description });
    },
  },
  {
    name: "the role was assigned a moment ago",
    by: "Resource Manager",
    check: "role.assigned",
    hides: /^(role|network|data)/,
    says: /does not know it yet/,
    does: async (chain) => {
      const id = chain.outcome.resources[0]?.grants[0]?.assignmentId;
      const url = `https://management.azure.com${id}?api-version=2022-04-01`;
      const { properties } = (await chain.resource.call(`GET ${url}`)) as { properties: Record<string, unknown> };
      await chain.resource.call(`DELETE ${url}`);
      late("roleAssignment")(chain);
      const { roleDefinitionId, principalId } = properties;
      const body = { properties: { roleDefinitionId, principalId, principalType: "ServicePrincipal" } };
      await chain.resource.call(`PUT ${url}`, body);
    },
  },
];
