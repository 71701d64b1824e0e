import { imds } from "@tegata/core";

/**
 * The versions that IMDS lists, from the first that knows managed identities. The last three are the newest that a
 * machine named in July 2025; the page has them not.
 *
 * @see https://learn.microsoft.com/azure/virtual-machines/instance-metadata-service#supported-api-versions
 * @see https://github.com/MicrosoftDocs/azure-compute-docs/pull/289
 */
const knownVersions: readonly string[] = [
  "2018-02-01",
  "2018-04-02",
  "2018-10-01",
  "2019-02-01",
  "2019-03-11",
  "2019-04-30",
  "2019-06-01",
  "2019-06-04",
  "2019-08-01",
  "2019-08-15",
  "2019-11-01",
  "2020-06-01",
  "2020-07-15",
  "2020-09-01",
  "2020-10-01",
  "2020-12-01",
  "2021-01-01",
  "2021-02-01",
  "2021-03-01",
  "2021-05-01",
  "2021-10-01",
  "2021-11-01",
  "2021-11-15",
  "2021-12-13",
  "2023-07-01",
  "2023-11-15",
  "2024-03-15",
  "2024-07-17",
  "2025-04-07",
];

/** What IMDS finds wrong with a request before it looks at what is asked. */
export type ImdsFault = { readonly kind: "header" | "forwarded" | "twice" } | { readonly kind: "version" };

/** What is answered to a version that is missing or unknown, read off the machine of the pull request above. */
export const versionRefusal: Readonly<Record<string, unknown>> = {
  error:
    "Bad request. api-version is invalid or was not specified in the request. For more information refer to aka.ms/azureimds",
  "newest-versions": knownVersions.toReversed().slice(0, 3),
};

/** An answer as IMDS gives it: its content type names the character set, recorded in Hexadite/acs-keyvault-agent#43. */
export function imdsJson(body: unknown, status = 200): Response {
  return Response.json(body, { status, headers: { "Content-Type": "application/json; charset=utf-8" } });
}

function isKnown(version: string | null): boolean {
  return version !== null && knownVersions.includes(version);
}

/** Judges the header that no forged request has, the sign of a proxy, the version, and repeated parameters, in this order. */
export function findImdsFault(request: Request): ImdsFault | undefined {
  const { headers, url } = request;
  const query = new URL(url).searchParams;
  if (headers.get(imds.header)?.toLowerCase() !== "true") return { kind: "header" };
  if (headers.has("X-Forwarded-For")) return { kind: "forwarded" };
  if (!isKnown(query.get("api-version"))) return { kind: "version" };
  const names = [...query.keys()];
  return new Set(names).size === names.length ? undefined : { kind: "twice" };
}
