import { CrossTenantCredentialError } from "../errors.ts";

/** The options of a source: known names with texts only. @throws CrossTenantCredentialError `options.invalid` */
export function readSourceOptions<Name extends string>(
  source: string,
  options: { readonly [Key in Name]?: string | undefined },
  names: readonly Name[],
): { readonly [Key in Name]?: string | undefined } {
  const known = new Set<string>(names);
  const given: unknown = options;
  const entries = typeof given === "object" && given !== null ? Object.entries(options) : [];
  const faults = entries.flatMap(([name, value]) => {
    if (!known.has(name)) return [`${name} is not an option`];
    return value === undefined || (typeof value === "string" && value !== "") ? [] : [`${name} is not a text`];
  });
  if (faults.length === 0) return Object.fromEntries(entries) as typeof options;
  throw new CrossTenantCredentialError("options.invalid", `${source}(): ${faults.join("; ")}`, {
    fix: `Give ${source}() only these options: ${names.join(", ")}.`,
    details: { faults },
  });
}
