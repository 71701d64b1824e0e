// The values that a text gives away about what was presented and what was refused.
import { redact } from "../errors.ts";

/** What may stand in a text. Absent ones are left out. */
export interface Values {
  readonly issuer?: string;
  readonly subject?: string;
  readonly audience?: string;
  readonly clientId?: string;
  /** The application's display name, which some refusals have in place of its id. */
  readonly application?: string;
  readonly tenant?: string;
  readonly resource?: string;
  readonly objectId?: string;
  readonly action?: string;
  readonly scope?: string;
  readonly role?: string;
  readonly certificateReason?: string;
  readonly currentTime?: string;
  readonly validFrom?: string;
  readonly validUntil?: string;
  readonly expectedIssuer?: string;
}

type Name = keyof Values;

const quoted = "['\"`‘’“”]{1,2}([^'\"`‘’“”]{1,700})['\"`‘’“”]";

const guid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const namedClient = "(?:secret added to app|keys for app|the client|Application)\\s+";

/** Tried in order; the first that matches gives the value. */
const patterns: readonly (readonly [Name, RegExp])[] = [
  ["issuer", new RegExp(`assertion\\s+issuer\\s*:?\\s*${quoted}`, "i")],
  ["issuer", new RegExp(`(?:issued by issuer|with issuer|issuer)\\s*:?\\s*${quoted}`, "i")],
  ["issuer", /\bissuer\s+-\s+(https:\/\/\S{1,300})/i],
  ["issuer", /["']?\biss(?:uer)?["']?\s*[:=]\s*["']?(https:\/\/[^\s"',}]{1,300})/i],
  ["subject", new RegExp(`assertion\\s+subject\\s*:?\\s*${quoted}`, "i")],
  ["subject", /subject claim\s+-\s+([^\n]{1,600})/i],
  ["subject", /["']?\bsub(?:ject)?["']?\s*[:=]\s*["']([^"'\n]{1,600})["']/i],
  ["audience", new RegExp(`assertion\\s+audience\\s*:?\\s*${quoted}`, "i")],
  ["audience", /^\s{0,12}audience\s*[:-]\s*(\S{1,300})$/im],
  ["audience", /["']?\baud["']?\s*[:=]\s*["']([^"'\n]{1,300})["']/i],
  ["clientId", new RegExp(`Application with identifier\\s*${quoted}`, "i")],
  ["clientId", /client application\s+['"]?([0-9a-f-]{36})/i],
  [
    "clientId",
    /(?:client[_ -]?id|app(?:lication)?[_ -]?id)["']?\s*[:=]?\s*["']?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/i,
  ],
  ["clientId", new RegExp(`${namedClient}['"](${guid})['"]`, "i")],
  ["application", new RegExp(`${namedClient}['"]${guid}['"]\\s?\\(([^()\n]{1,120})\\)`, "i")],
  ["application", new RegExp(`${namedClient}['"](?!${guid}['"])([^'"\n]{1,120})['"]`, "i")],
  ["tenant", new RegExp(`in the directory\\s*${quoted}`, "i")],
  ["tenant", /in the tenant(?: named)?:?\s+['"]?([\w.-]{1,120})/i],
  ["tenant", new RegExp(`\\bTenant\\s*${quoted}\\s*not found`, "i")],
  ["tenant", /tenant[_ -]?id["']?\s*[:=]\s*["']?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/i],
  ["tenant", /login\.microsoftonline\.(?:com|us)\/([\w.-]{3,120})\/(?:oauth2|v2\.0)/i],
  ["resource", /resource principal named\s+['"]?([^'"\s]{1,300})['"]?\s+was not found/i],
  ["resource", new RegExp(`service principal for resource\\s*${quoted}`, "i")],
  [
    "resource",
    /(?:getaddrinfo \w+|resolve host:?|lookup|Failed to resolve|No such host is known\.? \(?) ?'?([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})/i,
  ],
  ["objectId", /with object id\s+['"]?([0-9a-f-]{36})/i],
  ["objectId", /(?:\boid=|object ?id["']?\s*[:=]?\s*['"]?)([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/i],
  ["action", /(?:perform (?:the )?action|data action)\(?s?\)?\s+['"`]?([A-Za-z.]{3,80}\/[\w/.*-]{3,200})/i],
  ["action", /action:\s*['"]?([A-Za-z.]{3,80}\/[\w/.*-]{3,200})/i],
  ["scope", /over scope\s+['"`]?(\/[^'"`\s]{0,500})/i],
  ["scope", /\bscope\s+['"]?(\/subscriptions\/[^'"\s]{1,500})/i],
  ["certificateReason", /\[Reason - ([^\]\n]{1,300})/i],
  ["currentTime", /Current time:\s*([0-9T:.-]{10,40}Z)/i],
  ["validFrom", /assertion valid from\s*([0-9T:.-]{10,40}Z)/i],
  ["validUntil", /expiry time of assertion\s*([0-9T:.-]{10,40}Z)/i],
  ["expectedIssuer", /(?:Expected one of|must match (?:one of )?the tenant)\s+['"]?(https:\/\/[^\s'"]{1,200})/i],
];

/** A value may have been broken over lines by a terminal: there is a blank where none belongs. */
function joined(value: string): string {
  return value
    .replace(/\s*\n\s*/g, "")
    .trim()
    .replace(/\.$/, "");
}

/** What a runner put in the place of a secret: nothing is known of it but that it was there. */
const isMasked = /^\*+$/;
/** That these were masked is worth telling: they must be compared to the letter. */
const compared: ReadonlySet<Name> = new Set<Name>(["issuer", "subject", "audience"]);

function readFrom(piece: string, values: Partial<Record<Name, string>>): void {
  for (const [name, pattern] of patterns) {
    if (values[name] !== undefined) continue;
    const value = joined(pattern.exec(piece)?.[1] ?? "");
    if (value !== "" && !(isMasked.test(value) && !compared.has(name))) values[name] = redact(value);
  }
}

/**
 * The values in a piece of a text. Tokens and secrets are taken out of them. What a terminal broke in the middle of a
 * word is read a second time without the line breaks.
 */
export function readValues(piece: string): Values {
  const values: Partial<Record<Name, string>> = {};
  readFrom(piece, values);
  readFrom(piece.replaceAll("\n", ""), values);
  return values;
}
