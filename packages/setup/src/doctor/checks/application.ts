// Hop 2, the home half: the application and what it trusts.
import type { PartComparison } from "@tegata/core";
import { compareCredential } from "@tegata/core";
import type { CredentialWanted, SeenCredential } from "../../resources/federated-credential.ts";
import type { Judged } from "../check-result.ts";
import type { Bench, Judge } from "../judgement.ts";
import { judgeArrival, judgeByWorkload, missingOf, skipped } from "../judgement.ts";
import { applyHomeFor } from "./host-settings.ts";
import { applyHome, azRest } from "../repairs.ts";
import { valueOf } from "../seen.ts";

export const judgeApplicationExists: Judge = (bench) => {
  const { home, place, sights } = bench;
  if (home === undefined) {
    const judged = judgeByWorkload(bench, "application.exists", { repair: applyHomeFor(bench) });
    return [judged ?? skipped(missingOf(bench, "home"))];
  }
  const { application, deletedApplication } = home;
  if (application.kind === "unseen") return [skipped(application.why)];
  if (application.kind === "seen") {
    const arriving = judgeArrival(bench, "application.exists");
    return [arriving ?? { state: "pass", vantage: "home", saw: application.value.clientId }];
  }
  const { name } = sights.configuration.home.application;
  const gone = valueOf(deletedApplication);
  const about = { state: "fail", vantage: "home", wanted: name } as const;
  if (gone === undefined)
    return [{ ...about, saw: "none", says: "it was never made, or deleted", repair: applyHome(place) }];
  const url = `${sights.endpoints.graph}/v1.0/directory/deletedItems/${gone.objectId}/restore`;
  const repair = azRest(place, { tenantId: sights.configuration.home.tenantId, method: "POST", url, body: {} });
  const says = "somebody deleted it; for thirty days it can be restored, with its client id and all that it trusts";
  return [{ ...about, saw: `deleted, ${gone.clientId}`, says, repair }];
};

export const judgeAudience: Judge = (bench) => {
  const { home, place, sights } = bench;
  const { home: own, resources } = sights.configuration;
  if (resources.every(({ tenantId }) => tenantId === own.tenantId)) return [];
  const application = valueOf(home?.application);
  const repair = applyHome(place);
  if (application === undefined) {
    if (home?.application.kind === "absent") return [skipped("the application must exist first")];
    const judged = judgeByWorkload(bench, "application.audience", { wanted: "AzureADMultipleOrgs", repair });
    return [judged ?? skipped(missingOf(bench, "home"))];
  }
  const saw = application.signInAudience;
  const wanted = "AzureADMultipleOrgs";
  if (!/^AzureAD(MultipleOrgs|andPersonal)/.test(saw)) {
    const says = "the application may be used in its own directory only";
    return [{ state: "fail", vantage: "home", wanted, saw, says, repair }];
  }
  return [judgeArrival(bench, "application.audience") ?? { state: "pass", vantage: "home", saw }];
};

/** The credential that comes nearest to a wanted one, and in what it differs. */
interface Nearest {
  readonly credential: SeenCredential;
  readonly differences: readonly PartComparison[];
}

/** Whether a credential is meant for a trust at all: it has its name, or its issuer, or its subject. */
function isMeantFor(wanted: CredentialWanted, { name, issuer, subject }: SeenCredential): boolean {
  const isSame = (one: string, other: string | undefined): boolean => one.toLowerCase() === other?.toLowerCase();
  return name === wanted.name || isSame(issuer, wanted.issuer) || isSame(subject, wanted.subject);
}

function nearest(wanted: CredentialWanted, credentials: readonly SeenCredential[]): Nearest | undefined {
  const subject = wanted.subject ?? "";
  const identity = { issuer: wanted.issuer, subject, audience: wanted.audience };
  const meant = credentials.filter((credential) => isMeantFor(wanted, credential));
  const all = meant.map((credential): Nearest => {
    const parts = compareCredential(credential, identity);
    return { credential, differences: parts.filter(({ outcome }) => outcome !== "equal") };
  });
  return all.toSorted((one, other) => one.differences.length - other.differences.length)[0];
}

const partChecks = {
  issuer: "credential.issuer",
  subject: "credential.subject",
  audience: "credential.audience",
} as const;

function explainPart(bench: Bench, { part, wanted, saw, outcome }: PartComparison): string {
  // In this comparison the credential is what was seen: core names its side "wanted".
  const identity = valueOf(bench.home?.identity);
  if (outcome === "differs only in case") return "they differ in upper and lower case, which counts";
  if (part === "subject" && wanted.toLowerCase() === identity?.clientId)
    return "that is the identity's client id; the principal id is wanted";
  if (part === "subject") return "no identity of that id is meant: was the identity made again?";
  if (part === "issuer" && wanted.replace(/\/+$/, "") === saw) return "the credential's issuer has a slash at the end";
  if (part === "issuer" && wanted.startsWith("https://sts.windows.net/")) return "that is the issuer of v1 tokens";
  if (part === "issuer") return "that is the issuer of another directory, or none of Microsoft Entra's";
  return "only the exchange audience of this cloud is accepted";
}

/** Judges one part of every trust that the configuration wants. */
function judgePart(part: keyof typeof partChecks): Judge {
  const check = partChecks[part];
  return (bench) => {
    const { home, place } = bench;
    const credentials = valueOf(home?.credentials);
    if (home === undefined || credentials === undefined) {
      if (home?.credentials.kind === "absent") return [skipped("the application must exist first")];
      const why = home?.credentials.kind === "unseen" ? home.credentials.why : missingOf(bench, "home");
      return [judgeByWorkload(bench, check, { repair: applyHome(place) }) ?? skipped(why)];
    }
    if (credentials.length === 0) return [skipped("there is no credential to look at")];
    const wanted = home.wantedCredentials.filter((one) => one.subject !== undefined);
    const judged = wanted.map((one): Judged => {
      const near = nearest(one, credentials);
      const differing = near?.differences.find((each) => each.part === part);
      if (differing === undefined) return { state: "pass", vantage: "home", saw: valueOfPart(part, one) };
      return {
        state: "fail",
        vantage: "home",
        about: `federated identity credential ${near?.credential.name}`,
        wanted: differing.saw,
        saw: differing.wanted,
        says: explainPart(bench, differing),
        repair: applyHome(place),
      };
    });
    const isRight = judged.every(({ state }) => state === "pass");
    const arriving = isRight ? judgeArrival(bench, check) : undefined;
    return arriving ? [arriving] : judged;
  };
}

function valueOfPart(part: keyof typeof partChecks, wanted: CredentialWanted): string {
  return { issuer: wanted.issuer, subject: wanted.subject ?? "", audience: wanted.audience }[part];
}

export const judgeIssuer: Judge = judgePart("issuer");
export const judgeSubject: Judge = judgePart("subject");
export const judgeCredentialAudience: Judge = judgePart("audience");

export const judgeCredentialExists: Judge = (bench) => {
  const { home, place } = bench;
  const credentials = valueOf(home?.credentials);
  if (credentials === undefined) {
    if (home?.credentials.kind === "absent") return [skipped("the application must exist first")];
    const judged = judgeByWorkload(bench, "credential.exists", { repair: applyHome(place) });
    return [judged ?? skipped(home?.credentials.kind === "unseen" ? home.credentials.why : missingOf(bench, "home"))];
  }
  const wanted = bench.home?.wantedCredentials.filter(({ subject }) => subject !== undefined) ?? [];
  const near = wanted.map((one) => nearest(one, credentials));
  const missing = wanted.filter((_one, index) => near[index] === undefined);
  if (credentials.length > 0 && missing.length === 0) {
    const isRight = near.every((one) => one?.differences.length === 0);
    const arriving = isRight ? judgeArrival(bench, "credential.exists") : undefined;
    return [arriving ?? { state: "pass", vantage: "home", saw: `${credentials.length} of at most 20` }];
  }
  if (credentials.length > 0) {
    const lacking = missing.map(({ trusts }) => trusts).join(" and ");
    const saw = `${credentials.length}, none for it`;
    return [{ state: "fail", vantage: "home", wanted: `one for ${lacking}`, saw, repair: applyHome(place) }];
  }
  const says = "the application trusts nobody: is it on another application, or was it deleted?";
  const repair = applyHome(place);
  return [{ state: "fail", vantage: "home", wanted: "at least one", saw: "none", says, repair }];
};
