// The other refusals of the token service, given the values in a text.
import { isGuid } from "../../ids.ts";
import type { Values } from "../values.ts";
import { reasonAboutAll, reasonAboutAudience, reasonAboutIssuer } from "./issuer.ts";
import type { Reasoner } from "./said.ts";
import { said } from "./said.ts";
import { reasonAboutCase, reasonAboutSubject } from "./subject.ts";

const unknownClient: Reasoner = ({ clientId, tenant }) => {
  if (clientId !== undefined && !isGuid(clientId))
    return [
      said({
        id: "entra.client.not-an-id",
        cause: `${clientId} is no client id: a setting was not filled in, or holds a name`,
        fix: "Use the application's client id (a GUID).",
      }),
    ];
  const create = `az ad sp create --id ${clientId ?? "<application id>"}`;
  return [
    said({
      id: "entra.client.no-principal",
      cause: `the application has no service principal in ${tenant === undefined ? "this directory" : `the directory ${tenant}`}, or is single-tenant and of another directory`,
      fix: `An administrator of that directory runs: ${create} (the application must be multi-tenant).`,
    }),
    said({
      id: "entra.client.wrong-id",
      cause: "a wrong client id: the object id, the managed identity's client id, or a deleted application",
      likelihood: "medium",
      fix: "Compare it with the application's overview page in the home directory.",
    }),
    said({
      id: "entra.client.wrong-tenant",
      cause: "the request went to the wrong directory",
      likelihood: "medium",
      fix: "Name the resource directory's tenant id in the authority.",
    }),
  ];
};

/** The number of a disabled application; once it was also that of an unknown one, which its words still tell. */
const unknownOrDisabled: Reasoner = (values) => (values.tenant === undefined ? [] : unknownClient(values));

const noPrincipal: Reasoner = ({ clientId, tenant }) => [
  said({
    id: "entra.principal.missing",
    cause: `the application has no service principal in ${tenant === undefined ? "the directory" : `the directory ${tenant}`}: nobody has created it, or it was deleted`,
    fix: `An administrator of that directory runs: az ad sp create --id ${clientId !== undefined && isGuid(clientId) ? clientId : "<application id>"}`,
  }),
  said({
    id: "entra.principal.wrong-tenant",
    cause: "the request went to another directory than the resource's",
    likelihood: "medium",
    fix: "Name the resource directory's tenant id in the authority.",
  }),
  said({
    id: "entra.principal.propagation",
    cause: "it was created a moment ago, and not every token server knows it yet",
    likelihood: "low",
    fix: "Wait some minutes and try again.",
  }),
];

function milliseconds(time: string | undefined): number {
  return time === undefined ? Number.NaN : Date.parse(time.replace(/(\.\d{3})\d*Z$/, "$1Z"));
}

const assertionTime: Reasoner = ({ currentTime, validFrom, validUntil }: Values) => {
  const [now, from, until] = [currentTime, validFrom, validUntil].map(milliseconds);
  if (now === undefined || Number.isNaN(now)) return [];
  if (from !== undefined && now < from)
    return [
      said({
        id: "entra.assertion.clock",
        cause: `the assertion is valid only from ${validFrom}: the clock of the machine that made it is ahead`,
        fix: "Set that machine's clock by a time server.",
      }),
    ];
  if (until !== undefined && now >= until) {
    const minutes = Math.round((now - until) / 60_000);
    return [
      said({
        id: "entra.assertion.expired",
        cause: `the assertion expired ${minutes} minutes before it was presented: it was kept, or the job ran longer than the token lives`,
        fix: "Ask for a fresh assertion before each exchange; in GitHub Actions, sign in again right before the step (a token lives about ten minutes; az keeps the first one).",
      }),
      said({
        id: "entra.assertion.clock",
        cause: "the machine's clock is behind",
        likelihood: "low",
        fix: "Set the clock by a time server.",
      }),
    ];
  }
  return [];
};

const signature: Reasoner = ({ certificateReason }) => {
  if (certificateReason === undefined) return [];
  if (/expired/i.test(certificateReason))
    return [
      said({
        id: "entra.certificate.expired",
        cause: "the certificate that signed the assertion has expired",
        fix: "Register a new one, or better have none: use a federated identity credential.",
      }),
    ];
  return [
    said({
      id: "entra.certificate.unknown",
      cause: `the key that signed the assertion is not registered on the application (${certificateReason.trim()})`,
      fix: "Register the certificate on this very application; a federated token must come unchanged from its issuer.",
    }),
  ];
};

const unknownResource: Reasoner = ({ resource, tenant }) => {
  if (resource === undefined) return [];
  if (/[./]default$/i.test(resource))
    return [
      said({
        id: "entra.resource.default-twice",
        cause: `${resource} still ends in default: the scope had /.default twice, or was written ./default`,
        fix: `Write <resource>/.default once; a library that adds it by itself wants the bare resource (for an assertion api://AzureADTokenExchange).`,
      }),
    ];
  const exchange = /AzureADTokenExchange/i.test(resource);
  return [
    exchange
      ? said({
          id: "entra.resource.exchange-cloud",
          cause: `${resource} does not exist in this cloud, or is misspelt`,
          fix: "Use the exchange audience of the cloud: api://AzureADTokenExchange, …USGov, …China.",
        })
      : said({
          id: "entra.resource.missing",
          cause: `${resource} has no service principal in ${tenant ?? "this directory"}, or is misspelt`,
          fix: "Correct the scope, or create the API's service principal in the directory.",
        }),
  ];
};

const foreignIssuer: Reasoner = ({ issuer }) => [
  said({
    id: "entra.700236.app-elsewhere",
    cause: `the application is registered in another directory than the managed identity${issuer === undefined ? "" : ` (whose issuer is ${issuer})`}`,
    fix: "Register the application as multi-tenant in the identity's directory, put the federated identity credential there, and create its service principal in the resource directory.",
  }),
];

/** Reasoning by AADSTS code. */
export const reasoners: ReadonlyMap<number, Reasoner> = new Map<number, Reasoner>([
  [70021, reasonAboutAll],
  [700213, reasonAboutSubject],
  [7002131, reasonAboutSubject],
  [7002138, reasonAboutCase],
  [700211, reasonAboutIssuer],
  [7002121, reasonAboutAudience],
  [700212, reasonAboutAudience],
  [700016, unknownClient],
  [70001, unknownOrDisabled],
  [7000229, noPrincipal],
  [700011, noPrincipal],
  [700024, assertionTime],
  [700027, signature],
  [500011, unknownResource],
  [700236, foreignIssuer],
]);
