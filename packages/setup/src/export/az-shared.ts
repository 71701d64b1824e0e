// What every bash script of the export begins with.
import { bash, oneLine } from "./quote.ts";

export interface ScriptHead {
  readonly title: string;
  readonly tenantId: string;
  readonly needs: readonly string[];
}

/** Shebang, what it does, who may run it, and a check that the right directory is signed in. */
export function bashHead({ title, tenantId, needs }: ScriptHead): string[] {
  return [
    "#!/usr/bin/env bash",
    `# ${oneLine(title)}`,
    ...needs.map((need) => `# Needs: ${oneLine(need)}`),
    "# Run it with --dry-run first: it then says what it would do, and changes nothing. It may be run again.",
    "set -euo pipefail",
    "",
    `tenant=${bash(tenantId)}`,
    'dry_run=""; if [ "${1:-}" = --dry-run ]; then dry_run=yes; fi',
    'run() { if [ -n "$dry_run" ]; then printf "would run:"; printf " %q" "$@"; printf "\\n"; else "$@" >/dev/null; fi; }',
    'if [ "$(az account show --query tenantId --output tsv)" != "$tenant" ]; then',
    '  echo "Sign in to the right directory first: az login --tenant $tenant" >&2; exit 1',
    "fi",
  ];
}

/** Graph's address in the cloud that the Azure CLI is set to. */
export const graphAddress: readonly string[] = [
  "graph=$(az cloud show --query endpoints.microsoftGraphResourceId --output tsv); graph=${graph%/}",
];

/** ARM's guid() in bash. @see https://www.rfc-editor.org/rfc/rfc9562#section-5.5 */
export const guidFunction: readonly string[] = [
  "# The name that guid() gives in Bicep, so that every tool gives an assignment the same one: a version 5 UUID.",
  "sha1() { if command -v sha1sum >/dev/null; then sha1sum; else shasum -a 1; fi; }",
  "guid() {",
  "  local hex",
  String.raw`  hex=$(LC_ALL=C printf '\x11\xfb\x06\xfb\x71\x2d\x4d\xdd\x98\xc7\xe7\x1b\xbd\x58\x88\x30%s' "$1-$2-$3" | sha1)`,
  '  printf \'%s-%s-5%s-%x%s-%s\' "${hex:0:8}" "${hex:8:4}" "${hex:13:3}" "$((0x${hex:16:1} & 3 | 8))" "${hex:17:3}" "${hex:20:12}"',
  "}",
];
