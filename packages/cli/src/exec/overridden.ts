type Variables = Readonly<Record<string, string | undefined>>;

/**
 * One line when a host's settings win over what the shell has, as they would on the host: an export that does nothing is
 * not passed over in silence. Names only; a setting may be a secret.
 */
export function overriddenLine(host: string, settings: Variables, environment: Variables): string | undefined {
  const differs = (name: string): boolean => environment[name] !== undefined && environment[name] !== settings[name];
  const names = Object.keys(settings).filter(differs);
  if (names.length === 0) return undefined;
  const which = names.length === 1 ? "the value that this shell has is" : "the values that this shell has are";
  return `${host} has a setting of its own for ${names.join(", ")}: ${which} not used.`;
}
