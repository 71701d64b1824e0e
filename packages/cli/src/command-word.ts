/** How this command was started, so that what it tells people to type can be typed. A clone's bootstrap says it. */
export function commandWord(environment: Readonly<Record<string, string | undefined>>): string {
  return environment["TEGATA_COMMAND"] || "tegata";
}
