import { imds } from "@tegata/core";

/**
 * The versions that IMDS lists, from the first that knows managed identities.
 *
 * @see https://learn.microsoft.com/azure/virtual-machines/instance-metadata-service#supported-api-versions
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
];

/** What IMDS finds wrong with a request before it looks at what is asked. */
export type ImdsFault =
  | { readonly kind: "header" | "forwarded" | "twice" }
  | { readonly kind: "version"; readonly error: string; readonly newest: readonly string[] };

function versionFault(version: string | null): ImdsFault | undefined {
  if (version !== null && knownVersions.includes(version)) return undefined;
  const error =
    version === null
      ? "api-version was not specified in the request"
      : `The requested api-version '${version}' is not supported`;
  return { kind: "version", error, newest: knownVersions.toReversed().slice(0, 3) };
}

/** Judges the header that no forged request has, the sign of a proxy, the version, and repeated parameters, in this order. */
export function findImdsFault(request: Request): ImdsFault | undefined {
  const { headers, url } = request;
  const query = new URL(url).searchParams;
  if (headers.get(imds.header)?.toLowerCase() !== "true") return { kind: "header" };
  if (headers.has("X-Forwarded-For")) return { kind: "forwarded" };
  const fault = versionFault(query.get("api-version"));
  if (fault) return fault;
  const names = [...query.keys()];
  return new Set(names).size === names.length ? undefined : { kind: "twice" };
}
