// What apply would refuse to change at home because it carries no mark of ours: it must be named.
import { pickCredential } from "../resources/federated-credential.ts";
import { ownerOfDescription } from "../resources/ownership.ts";
import { valueOf } from "./seen.ts";
import type { HomeSight } from "./sights.ts";

/** Addresses as a plan has them. */
export function adoptionsOf(home: HomeSight | undefined, applicationName: string): string[] {
  if (home === undefined) return [];
  const application = valueOf(home.application);
  const isForeign = application !== undefined && !application.isOurs;
  const credentials = valueOf(home.credentials) ?? [];
  const foreign = home.wantedCredentials.filter((wanted) => {
    const picked = pickCredential(credentials, wanted);
    if (picked === undefined || wanted.isNamed || ownerOfDescription(picked.description) === "ours") return false;
    const { issuer, subject, audiences } = picked;
    return issuer !== wanted.issuer || subject !== wanted.subject || audiences.join() !== wanted.audience;
  });
  return [
    ...(isForeign ? [`application ${applicationName}`] : []),
    ...foreign.map(({ name }) => `federated identity credential ${name}`),
  ];
}
