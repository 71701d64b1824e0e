// One quoting function a language. Every value that comes from a configuration goes through one of them.

/** Single quotes; nothing is special between them but the quote itself. */
export function bash(value: string): string {
  return `'${value.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * Single quotes; PowerShell takes typographic ones for the same, and each doubled stands for itself.
 *
 * @see https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 */
export function powershell(value: string): string {
  return `'${value.replaceAll(/['\u2018\u2019\u201A\u201B]/g, "$&$&")}'`;
}

const namedEscapes: Readonly<Record<string, string>> = {
  "\n": String.raw`\n`,
  "\r": String.raw`\r`,
  "\t": String.raw`\t`,
};

function hexOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16);
}

// The control characters, and those that some readers take for line ends.
// oxlint-disable-next-line no-control-regex
const controls = /[\u0000-\u001F\u007F-\u009F\u2028\u2029]/g;

/**
 * A quoted template without templates in it.
 *
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings
 */
export function hcl(value: string): string {
  const escaped = value
    .replaceAll("\\", String.raw`\\`)
    .replaceAll('"', String.raw`\"`)
    .replaceAll(/[$%]\{/g, (opening) => `${opening[0]}${opening}`)
    .replaceAll(controls, (one) => namedEscapes[one] ?? `\\u${hexOf(one).padStart(4, "0")}`);
  return `"${escaped}"`;
}

/** @see https://learn.microsoft.com/azure/azure-resource-manager/bicep/data-types#strings */
export function bicep(value: string): string {
  const escaped = value
    .replaceAll("\\", String.raw`\\`)
    .replaceAll("'", String.raw`\'`)
    .replaceAll("${", "\\${")
    .replaceAll(controls, (one) => namedEscapes[one] ?? `\\u{${hexOf(one)}}`);
  return `'${escaped}'`;
}

/** A literal of an ARM template: a bracket at the start would begin an expression. JSON's own quoting comes on top. */
export function arm(value: string): string {
  return value.startsWith("[") ? `[${value}` : value;
}

/** A raw string of a JMESPath query. @see https://jmespath.org/specification.html#raw-string-literals */
export function jmespath(value: string): string {
  return `'${value.replaceAll("\\", String.raw`\\`).replaceAll("'", String.raw`\'`)}'`;
}

/** Foreign text inside a comment: one line. */
export function oneLine(value: string): string {
  return value.replaceAll(controls, " ");
}
