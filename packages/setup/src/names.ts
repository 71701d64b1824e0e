// Names that the engine chooses. Each follows from the configuration alone, so that a second run, an export and a
// person with the Azure CLI all arrive at the same name, and nothing has to be remembered.
import { createHash } from "node:crypto";

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

/** The text itself when it fits into a URL segment; else what fits of it, and a hash that keeps two names apart. */
function urlFriendly(text: string): string {
  const kept = text.replace(/[^A-Za-z0-9_-]+/g, "-");
  return kept === text && kept.length <= 100 ? kept : `${kept.slice(0, 80)}-${shortHash(text)}`;
}

/**
 * The `uniqueName` of the application: its key for the upsert, immutable, unique in its directory.
 *
 * @see https://learn.microsoft.com/graph/api/application-upsert
 */
export function applicationUniqueName(displayName: string): string {
  return `tegata-${urlFriendly(displayName)}`;
}

/** The name of the federated identity credential that trusts a user-assigned identity. */
export function identityCredentialName(identityName: string): string {
  return `tegata-${urlFriendly(identityName)}`;
}

/** The name of the federated identity credential that trusts an outside issuer's subject. */
export function issuerCredentialName(trust: { readonly issuer: string; readonly subject: string }): string {
  return `tegata-${shortHash(`${trust.issuer}\n${trust.subject}`)}`;
}

/** The namespace of Bicep's and ARM's `guid()` function, stated by several implementations that match it. */
const armGuidNamespace = "11fb06fb-712d-4ddd-98c7-e71bbd588830";

/**
 * The name of a role assignment: what `guid(scope, principalId, roleDefinitionId)` gives in Bicep and
 * `uuidv5(namespace, join("-", …))` in Terraform. The casing of all three counts.
 */
export function roleAssignmentName(assignment: {
  readonly scope: string;
  readonly principalId: string;
  readonly roleDefinitionId: string;
}): string {
  return uuid5(armGuidNamespace, [assignment.scope, assignment.principalId, assignment.roleDefinitionId].join("-"));
}

/** A version 5 UUID. @see https://www.rfc-editor.org/rfc/rfc9562#section-5.5 */
export function uuid5(namespace: string, name: string): string {
  const hash = createHash("sha1")
    .update(Buffer.from(namespace.replaceAll("-", ""), "hex"))
    .update(name, "utf8")
    .digest();
  hash[6] = ((hash[6] as number) & 0x0f) | 0x50;
  hash[8] = ((hash[8] as number) & 0x3f) | 0x80;
  const hex = hash.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}
