import { BlockList, isIPv4 } from "node:net";
import type { Resource } from "../../resources/resource.ts";
import type { BlobRefusal } from "./engine.ts";
import { refusals } from "./refusals.ts";

/** Every caller comes over loopback, or without a socket at all. */
const callersAddress = "127.0.0.1";

function objectsIn(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "object" && each !== null) : [];
}

/** Whether a rule, an IPv4 address or range, has the caller in it. What is neither lets nobody in. */
function isCovered(rule: unknown): boolean {
  if (typeof rule !== "string") return false;
  const [address = "", prefix = "32"] = rule.split("/");
  if (!isIPv4(address) || !/^\d{1,2}$/.test(prefix) || Number(prefix) > 32) return false;
  const list = new BlockList();
  list.addSubnet(address, Number(prefix));
  return list.check(callersAddress);
}

/** Resource Manager's words are compared without regard to case. */
function isSet(value: unknown, to: string): boolean {
  return typeof value === "string" && value.toLowerCase() === to;
}

/**
 * The account's firewall: `publicNetworkAccess`, then `networkAcls` by its IP rules. Private endpoints, virtual
 * networks and trusted services do not exist here, so nothing comes in by them.
 *
 * @see https://learn.microsoft.com/azure/storage/common/storage-network-security
 */
export function networkRefusal({ properties }: Resource): BlobRefusal | undefined {
  if (isSet(properties["publicNetworkAccess"], "disabled")) return refusals.network;
  const rules = properties["networkAcls"] as Readonly<Record<string, unknown>> | null | undefined;
  if (!isSet(rules?.["defaultAction"], "deny")) return undefined;
  const allowed = objectsIn(rules?.["ipRules"]).some(({ value }) => isCovered(value));
  return allowed ? undefined : refusals.network;
}

/** Keys, and what is signed with them, count unless the account says no. */
export function permitsKeys({ properties }: Resource): boolean {
  return properties["allowSharedKeyAccess"] !== false;
}

/**
 * Whether containers may be public. Not so unless the account says yes, as for accounts made since November 2023.
 *
 * @see https://learn.microsoft.com/azure/storage/blobs/anonymous-read-access-prevent
 */
export function permitsPublicAccess({ properties }: Resource): boolean {
  return properties["allowBlobPublicAccess"] === true;
}
