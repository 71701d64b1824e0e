// From answers to a draft of tegata.yaml: names become ids where a sign-in or a public document tells them.
import type { TenantId } from "@tegata/core";
import { isGuid } from "@tegata/core";
import type { ConfigurationDraft, Endpoints, NamePlace, Side } from "@tegata/setup";
import { findScope, findSubscriptionId, findTenantId } from "@tegata/setup";
import type { Invocation } from "./command.ts";
import { CliError } from "./errors.ts";
import { endpointsOf, networkOf, operatorFor } from "./setup-run.ts";

/** The answers of init, as given. */
export interface Answers {
  readonly cloud: string;
  readonly home: string;
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly identity: string;
  readonly hosts: string;
  readonly application: string;
  readonly trusts: string;
  readonly resource: string;
  readonly grants: string;
}

function entries(value: string): string[] {
  return value.split(";").flatMap((one) => (one.trim() === "" ? [] : [one.trim()]));
}

/** One entry of a list: what stands before the first `by`, and what behind it. */
function pair(entry: string, by: string): [string, string] {
  const at = entry.indexOf(by);
  return at < 0 ? [entry, ""] : [entry.slice(0, at).trim(), entry.slice(at + 1).trim()];
}

interface List {
  readonly key: "hosts" | "trusts" | "grants";
  readonly flag: string;
  readonly form: string;
  readonly by: string;
}

const lists: readonly List[] = [
  { key: "hosts", flag: "--host", form: "kind:name", by: ":" },
  { key: "trusts", flag: "--trust", form: "managedIdentity or issuer=subject", by: "=" },
  { key: "grants", flag: "--grant", form: "role=scope", by: "=" },
];

/** Before anybody is asked. @throws CliError `cli.usage` with every entry that has not its form */
function checkLists(answers: Answers): void {
  const faults = lists.flatMap(({ key, flag, form, by }) =>
    entries(answers[key])
      .filter((entry) => !(key === "trusts" && entry === "managedIdentity") && pair(entry, by).includes(""))
      .map((entry) => `${flag} "${entry}" must be ${form}`),
  );
  if (faults.length === 0) return;
  throw new CliError("cli.usage", faults.join("; "), { fix: "tegata init --help shows the forms." });
}

function hostsOf(answers: Answers): ConfigurationDraft[] {
  return entries(answers.hosts).map((entry) => {
    const [kind, name] = pair(entry, ":");
    return { kind, name };
  });
}

function trustsOf(answers: Answers): (string | ConfigurationDraft)[] {
  return entries(answers.trusts).map((entry) => {
    if (entry === "managedIdentity") return entry;
    const [issuer, subject] = pair(entry, "=");
    return { issuer, subject };
  });
}

async function grantsOf(answers: Answers, place: () => NamePlace): Promise<ConfigurationDraft[]> {
  const grants: ConfigurationDraft[] = [];
  for (const entry of entries(answers.grants)) {
    const [role, on] = pair(entry, "=");
    if (/^(https|api):\/\//.test(on)) grants.push({ api: on, appRole: role });
    else grants.push({ role, scope: on.startsWith("/") ? on : await findScope(on, place()) });
  }
  return grants;
}

function placeIn(invocation: Invocation, endpoints: Endpoints) {
  return (side: Side, tenantId: TenantId): NamePlace => ({
    side,
    tenantId,
    endpoints,
    ...networkOf(invocation),
    operator: operatorFor(
      { side, tenantId, otherwise: "Ids in place of names need no sign-in." },
      endpoints,
      invocation,
    ),
  });
}

/** A draft of the configuration. Signs in only where a name has to be looked up. @throws CliError, SetupError */
export async function draftOf(answers: Answers, invocation: Invocation): Promise<ConfigurationDraft> {
  checkLists(answers);
  const network = networkOf(invocation);
  const endpoints = await endpointsOf({ cloud: answers.cloud as "public" }, invocation);
  const place = placeIn(invocation, endpoints);
  const [home, resource] = await Promise.all(
    [answers.home, answers.resource].map((name) => findTenantId(name, { endpoints, ...network })),
  );
  if (home === undefined || resource === undefined) throw new TypeError("two directories were asked for");
  const { subscription, identity } = answers;
  const hosts = hostsOf(answers);
  const subscriptionId = isGuid(subscription)
    ? subscription
    : await findSubscriptionId(subscription, place("home", home));
  return {
    version: 1,
    cloud: answers.cloud,
    home: {
      tenantId: home,
      subscriptionId,
      resourceGroup: answers.resourceGroup,
      location: answers.location,
      identity,
      ...(hosts.length > 0 ? { hosts } : {}),
      application: { name: answers.application },
      trusts: trustsOf(answers),
    },
    resources: [{ tenantId: resource, grants: await grantsOf(answers, () => place("resource", resource)) }],
  };
}
