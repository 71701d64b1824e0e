import { documented, inferred } from "../../provenance.ts";
import { clientPhrases } from "../../wire/phrases.ts";
import type { AadstsRow } from "../row.ts";
import { reference } from "./sources.ts";

/** The token service itself: discovery, throttling, regions. */
export const serviceRows: readonly AadstsRow[] = [
  {
    code: 50049,
    status: 400,
    error: clientPhrases.invalidInstance.text,
    title: "unknown authority host",
    template: "Unknown or invalid instance.",
    causes: ["a client looks up a custom authority at login.microsoftonline.com"],
    fixes: ["Set disableInstanceDiscovery in the client."],
    provenance: documented(reference),
  },
  {
    code: 90055,
    status: 429,
    error: "temporarily_unavailable",
    title: "directory throttled",
    template: "The tenant is temporarily throttled.",
    causes: ["too many token requests in the directory"],
    fixes: ["Cache tokens and honour Retry-After."],
    provenance: inferred(`${reference} documents the code; status and error string are not recorded`),
  },
  {
    code: 50196,
    status: 400,
    error: "invalid_grant",
    title: "request loop",
    template: "The server terminated the operation because it met a client request loop.",
    causes: ["an application that asks for the same token again and again instead of caching it"],
    fixes: ["Keep one credential object for the life of the process."],
    provenance: inferred(`${reference} documents the code; status and error string are not recorded`),
  },
  {
    code: 100007,
    status: 400,
    error: "invalid_request",
    title: "regional endpoint refused",
    template: "The regional endpoint serves only managed identities and Microsoft's own callers.",
    causes: ["AZURE_REGIONAL_AUTHORITY_NAME, or azureRegion in MSAL, is set for an ordinary application"],
    fixes: ["Use the global authority."],
    provenance: inferred(
      `${reference} documents the code, https://github.com/microsoft/dev-tunnels/issues/443 quotes the message; status and error string are its neighbours'`,
    ),
  },
];
