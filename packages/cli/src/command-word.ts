/**
 * How this command was started, so that what it tells people to type can be typed. A clone's bootstrap says it. One rule:
 * lines to be typed on this machine begin with this word; what another administrator is to run on theirs, and files that
 * are handed over, say `tegata`.
 */
export function commandWord(environment: Readonly<Record<string, string | undefined>>): string {
  return environment["TEGATA_COMMAND"] || "tegata";
}

/** Advice that speaks of `tegata …`, as it can be typed here. The packages under this one know no other word. */
export function asTyped(advice: string, environment: Readonly<Record<string, string | undefined>>): string {
  const word = commandWord(environment);
  return advice.replaceAll(/(?<![\w./@-])tegata (?=[a-z]|--)/g, () => `${word} `);
}
