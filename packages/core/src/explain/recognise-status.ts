// Refusals of which only the status is left: many clients throw the answer's body away.
import type { ExplainedCause, ExplainedError, ExplainedService, FailedHop } from "./explanation.ts";
import type { Prepared } from "./prepared.ts";
import type { Sighting } from "./sighting.ts";
import { rank } from "./sighting.ts";
import { readValues } from "./values.ts";

interface Place {
  readonly name: string;
  readonly hop: FailedHop;
  readonly service: ExplainedService;
  /** Its address, or the name of an exception that only its client throws. */
  readonly pattern: RegExp;
}

/** Of two that stand in a text the first of the list is told: behind a broken hop nothing can work. */
const places: readonly Place[] = [
  { name: "the host's identity endpoint", hop: 1, service: "imds", pattern: /169\.254\.169\.254\/metadata\/identity/g },
  {
    name: "Microsoft Entra's token service",
    hop: 2,
    service: "entra",
    pattern: /(?:login\.microsoftonline\.(?:com|us)|login\.windows\.net)\/[^\s/"']{1,120}\/oauth2\//g,
  },
  { name: "Microsoft Graph", hop: 3, service: "graph", pattern: /graph\.microsoft\.(?:com|us)\//g },
  { name: "Azure Resource Manager", hop: 3, service: "resourceManager", pattern: /management\.azure\.com[:/]/g },
  {
    name: "Azure Storage",
    hop: 3,
    service: "storage",
    pattern: /\.(?:blob|dfs|queue|table|file)\.core\.windows\.net|(?:blob|datalake|queue|share)storageexception\b/g,
  },
  { name: "Azure Key Vault", hop: 3, service: "keyVault", pattern: /\.vault\.azure\.net/g },
  {
    name: "the Foundry or Azure OpenAI resource",
    hop: 3,
    service: "foundry",
    pattern: /\.(?:openai|services\.ai|cognitiveservices)\.azure\.com/g,
  },
  {
    name: "Service Bus or Event Hubs",
    hop: 3,
    service: "serviceBus",
    pattern: /\.servicebus\.windows\.net|azure\.servicebus\.unauthorizedexception/g,
  },
];

/** As curl, requests, urllib, Java, axios, autorest, .NET, PowerShell and the SDKs write a status; a bare number is none. */
const statuses: readonly RegExp[] = [
  /\b(40[013]) client error\b/g,
  /status[ -]?code['":=\s]{0,4}(40[013])\b/g,
  /\bstatus(?: code)? does not indicate success: (40[013])\b/g,
  /\bhttp (?:error|status|response code)(?: code)?[:\s]{1,2}(40[013])\b/g,
  /\breturned http response code: (40[013])\b/g,
  /\breturned (?:an )?error: \(?(40[013])\b/g,
  /\b(?:unexpected|failed with|response) status(?: code)?:? (40[013])\b/g,
  /\bhttp\/[12](?:\.[01])? (40[013])\b/g,
  /\bsubcode=(40[013])\d\d\b/g,
];

const links: Partial<Record<ExplainedService, string>> = {
  imds: "https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token#error-handling",
  entra: "https://learn.microsoft.com/entra/identity-platform/reference-error-codes",
  graph: "https://learn.microsoft.com/graph/errors",
  storage: "https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes",
};

type Line = readonly [id: string, cause: string, fix: string];

const notAccepted: readonly Line[] = [
  [
    "audience",
    "the token was asked for another resource, or the request carried none",
    "Ask for this resource's own scope (<resource>/.default), and read what it says: tegata token --scope <scope>.",
  ],
  [
    "tenant",
    "the token is of another directory than the resource's",
    "Exchange at the token endpoint of the directory that holds the resource.",
  ],
  ["expired", "the token has expired, or a clock is wrong", "Let the credential refresh it; check the clocks."],
];

const notAllowed: readonly Line[] = [
  [
    "no-role",
    "the service principal in the resource's directory has no role or permission that allows this",
    "Give it one at this resource: a data role for data, a permission of the API for Graph. tegata doctor says which is missing.",
  ],
  [
    "network",
    "the resource's firewall does not let the caller's network in",
    "Look at the resource's network settings; a body would say so.",
  ],
  ["propagation", "a role given minutes ago", "Wait up to ten minutes and retry."],
];

const endpointLines: readonly Line[] = [
  [
    "identity",
    "the identity is not assigned to this host, or the client id is another's: the application's in place of the identity's",
    "az vm identity assign --identities <resource id> (or the like for this host), and the identity's own client id.",
  ],
  ["header", "the request lacks Metadata: true, or its resource", "Send the header and resource=<audience>."],
];

const exchangeLines: readonly Line[] = [
  [
    "trust",
    "no federated identity credential of the application fits the token, or another client proof is wrong",
    "Take the same step by hand, which shows the number: tegata token, or az login --service-principal --federated-token.",
  ],
  [
    "tenant",
    "the tenant or the client id in the request is not the application's",
    "Look at the URL in the text: behind the host the resource directory's tenant id must stand.",
  ],
];

function linesOf({ hop }: Place, status: string): readonly Line[] | undefined {
  if (hop === 1) return endpointLines;
  if (hop === 2) return exchangeLines;
  return status === "401" ? notAccepted : status === "403" ? notAllowed : undefined;
}

function causesOf({ service }: Place, lines: readonly Line[]): readonly ExplainedCause[] {
  return rank(
    [],
    lines.map(([id, cause, fix]) => ({ id: `status.${service}.${id}`, cause, fix })),
  );
}

interface Found {
  readonly place: Place;
  readonly status: string;
  readonly at: number;
}

function errorOf({ place, status, at }: Found, { text }: Prepared): ExplainedError | undefined {
  const lines = linesOf(place, status);
  if (!lines) return undefined;
  const link = links[place.service];
  return {
    ok: true,
    hop: place.hop,
    service: place.service,
    code: status,
    title: `refused with ${status}; the reason is not in the text`,
    meaning: `It was ${place.name} that answered ${status}, and whoever wrote this kept only the status: the answer's body says why.`,
    causes: causesOf(place, lines),
    links: link === undefined ? [] : [link],
    values: { ...readValues(text.slice(Math.max(0, at - 400), at + 1500)) },
    times: 1,
  };
}

/** How far a status may stand from the address it belongs to. */
const near = 400;
/** How many mentions of one address are looked at. */
const looked = 50;

/** The status that stands nearest to an address. */
function statusNear({ lower }: Prepared, at: number): string | undefined {
  const from = Math.max(0, at - near);
  const around = lower.slice(from, at + near);
  const found = statuses
    .flatMap((pattern) => [...around.matchAll(pattern)])
    .toSorted((a, b) => Math.abs(from + a.index - at) - Math.abs(from + b.index - at));
  return found[0]?.[1];
}

function findIn(prepared: Prepared, place: Place): Found | undefined {
  let mentions = 0;
  for (const { index: at } of prepared.lower.matchAll(place.pattern)) {
    const status = statusNear(prepared, at);
    if (status !== undefined) return { place, status, at };
    mentions += 1;
    if (mentions >= looked) return undefined;
  }
  return undefined;
}

/** What a status near a service's address tells: less than any word of that service, so it is asked when none was found. */
export function recogniseStatus(prepared: Prepared): Sighting[] {
  for (const place of places) {
    const found = findIn(prepared, place);
    const error = found && errorOf(found, prepared);
    if (found && error) return [{ at: found.at, weight: "outcome", error }];
  }
  return [];
}
