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

function pair(entry: string, option: { readonly flag: string; readonly by: string }): [string, string] {
  const at = entry.indexOf(option.by);
  if (at > 0 && at < entry.length - 1) return [entry.slice(0, at).trim(), entry.slice(at + 1).trim()];
  throw new CliError("cli.usage", `${option.flag}: "${entry}" has no ${option.by} in it`, {
    fix: "tegata init --help shows the form.",
  });
}

function hostsOf(answers: Answers): ConfigurationDraft[] {
  return entries(answers.hosts).map((entry) => {
    const [kind, name] = pair(entry, { flag: "--host", by: ":" });
    return { kind, name };
  });
}

function trustsOf(answers: Answers): (string | ConfigurationDraft)[] {
  return entries(answers.trusts).map((entry) => {
    if (entry === "managedIdentity") return entry;
    const [issuer, subject] = pair(entry, { flag: "--trust", by: "=" });
    return { issuer, subject };
  });
}

async function grantsOf(answers: Answers, place: () => NamePlace): Promise<ConfigurationDraft[]> {
  const grants: ConfigurationDraft[] = [];
  for (const entry of entries(answers.grants)) {
    const [role, on] = pair(entry, { flag: "--grant", by: "=" });
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
    operator: operatorFor({ side, tenantId }, endpoints, invocation),
  });
}

/** A draft of the configuration. Signs in only where a name has to be looked up. @throws CliError, SetupError */
export async function draftOf(answers: Answers, invocation: Invocation): Promise<ConfigurationDraft> {
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
