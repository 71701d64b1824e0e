// Refusals of the token service as explained errors.
import { aadstsMeanings } from "../aadsts/meanings/all.ts";
import { fillTemplate } from "../aadsts/render.ts";
import type { AadstsMeaning } from "../aadsts/row.ts";
import { reasoners } from "./causes/entra.ts";
import type { ExplainedError } from "./explanation.ts";
import type { Prepared } from "./prepared.ts";
import { standsNear } from "./prepared.ts";
import type { CodePlace } from "./recognise-codes.ts";
import { recogniseCodes } from "./recognise-codes.ts";
import type { Sighting } from "./sighting.ts";
import { rank } from "./sighting.ts";
import { readValues } from "./values.ts";

const catalogue = "https://learn.microsoft.com/entra/identity-platform/reference-error-codes";
const federationLink = "https://learn.microsoft.com/entra/workload-id/workload-identity-federation";

/** What a code's first digits tell, for codes that nobody has described. */
const families: readonly (readonly [pattern: RegExp, family: string])[] = [
  [/^7002\d/, "trust in other issuers (federated identity credentials)"],
  [/^53\d/, "Conditional Access and other policies"],
  [/^65\d/, "consent and requested permissions"],
  [/^70\d/, "the application and its credential (OAuth 2.0)"],
  [/^75\d/, "SAML"],
  [/^80\d|^81\d/, "on-premises sign-in"],
  [/^90\d/, "the form of the request, and which directory it names"],
  [/^50\d/, "signing in, tokens and accounts"],
  [/^16\d/, "choosing an account"],
  [/^12\d{4}/, "changing a password"],
  [/^13\d{4}|^24\d{4}/, "devices"],
  [/^100\d/, "regions, clouds and certificates"],
];

const workloadWords = [
  "client_credentials",
  "ClientSecretCredential",
  "ClientAssertionCredential",
  "ClientCertificateCredential",
  "WorkloadIdentityCredential",
  "client_assertion",
  "federated-token",
  "AcquireTokenForClient",
  "clientCredentialsToken",
  "service principal",
  "ServicePrincipal",
  "use_oidc",
  "auth-type: SERVICE_PRINCIPAL",
  "workload identity",
  "workload identities",
  "azure/login",
  "ConfidentialClient",
  "EnvironmentCredential authentication failed",
];
const identityEndpointWords = [
  "169.254.169.254",
  "metadata/identity",
  "msi/token",
  "IDENTITY_ENDPOINT",
  "ManagedIdentityCredential authentication failed",
  "ManagedIdentityCredential: Authentication failed",
  "[Managed Identity]",
  "managed_identity_request_failed",
];
/** Codes with which an identity endpoint passes on the token service's refusal. */
const passedOn = new Set([500011, 50001, 500014, 70011, 900144, 700016, 1002012, 90002, 50059, 50034]);

const personWords = [
  "username",
  "user account",
  "Conditional Access",
  "redirect_uri",
  "authorization_code",
  "refresh token",
  "device code",
  "browser",
  "interactive",
  "signing you in",
  "az login",
];

function isPersons(meaning: AadstsMeaning, prepared: Prepared, at: number): boolean {
  if (meaning.about === "person") return true;
  if (meaning.about !== "either" || standsNear(workloadWords, prepared, at)) return false;
  // A policy that blocks is nearly always about people; the policies for workloads are few.
  return meaning.code === 53003 || standsNear(personWords, prepared, at);
}

function linksOf(code: number): string[] {
  const lookUp = `https://login.microsoftonline.com/error?code=${code}`;
  return /^7002|^70021$|^70025$/.test(String(code)) ? [federationLink, lookUp, catalogue] : [catalogue, lookUp];
}

function unknownCode({ code, times }: CodePlace): ExplainedError {
  const family = families.find(([pattern]) => pattern.test(String(code)))?.[1];
  return {
    ok: false,
    hop: null,
    service: "entra",
    code: `AADSTS${code}`,
    title: "known as an error of Microsoft Entra, not in the catalogue",
    meaning:
      family === undefined
        ? "The number is of Microsoft Entra's token service; nobody has described it here."
        : `The number is of Microsoft Entra's token service; its neighbours are about ${family}. Nobody has described it here.`,
    subject: "an error of Microsoft Entra that is not in the catalogue",
    causes: [],
    links: linksOf(code),
    values: {},
    times,
  };
}

/** 50012 once stood for several refusals: its words say which, and those have a code of their own today. */
function todaysCode(code: number, prepared: Prepared, at: number): number {
  if (code !== 50012) return code;
  if (standsNear(["not within its valid time range"], prepared, at)) return 700024;
  return standsNear(["client secret is provided", "client secret provided"], prepared, at) ? 7000215 : code;
}

function explainCode(place: CodePlace, prepared: Prepared): ExplainedError {
  const { code, at, times } = place;
  const today = todaysCode(code, prepared, at);
  const meaning = aadstsMeanings.get(today);
  if (!meaning) return unknownCode(place);
  const values = readValues(prepared.text.slice(Math.max(0, at - 1500), at + 3000));
  const own = readValues(prepared.text.slice(at, at + 3000));
  const all = { ...values, ...own };
  const persons = isPersons(meaning, prepared, at);
  const known = meaning.causes.map((cause, index) => ({
    id: `entra.${today}.${index + 1}`,
    cause,
    fix: fillTemplate(meaning.fixes[index] ?? meaning.fixes[0], { clientId: all.clientId ?? "<application id>" }),
  }));
  const first = passedOn.has(code) && standsNear(identityEndpointWords, prepared, at);
  return {
    ok: !persons,
    hop: persons ? null : first ? 1 : 2,
    service: "entra",
    code: `AADSTS${code}`,
    title: meaning.title,
    meaning: persons
      ? "Microsoft Entra refused a person's sign-in: that is another subject than a workload's chain."
      : first
        ? "The host's identity endpoint passed on what Microsoft Entra answered to the request for an identity token."
        : "Microsoft Entra's token service refused the request for an access token.",
    ...(persons ? { subject: "a person's sign-in" } : {}),
    causes: rank(reasoners.get(today)?.(all) ?? [], known),
    links: linksOf(code),
    values: { ...all },
    times,
  };
}

/** `AADSTS70002: Error validating credentials. AADSTS50012: …`: the older endpoint puts the general code before the cause. */
function withoutCovers(places: readonly CodePlace[]): CodePlace[] {
  return places.filter(
    ({ code, at }) => code !== 70002 || !places.some((other) => other.at > at && other.at - at < 80),
  );
}

/** Every refusal of the token service in a text. */
export function recogniseEntra(prepared: Prepared): Sighting[] {
  return withoutCovers(recogniseCodes(prepared)).map((place) => {
    const error = explainCode(place, prepared);
    return { at: place.at, weight: "error", error };
  });
}
