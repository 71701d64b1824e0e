import type { Journal, JournalEntry } from "../../journal.ts";

/** How long after a challenge a refused token request is taken for its consequence. Clients ask at once. */
const windowMs = 10_000;

/** One loud line for a person at the terminal. */
function noticeOf(directory: string, code: string): string {
  return (
    `Storage sent a client to the directory ${directory} for a token, and ${directory} refused it (${code}). ` +
    "Microsoft's storage SDKs now ask again every three seconds until the token they hold expires, up to an hour: " +
    "the program seems to hang. Put right what the code says, then start the program anew."
  );
}

/**
 * Finds the storage hang: a challenge that names a directory, then a token request there that fails. Each
 * directory and code is told once.
 *
 * @returns what takes the journal's entries, one after the other
 */
export function challengeWatch(onNotice: (line: string) => void): (entry: JournalEntry) => void {
  const challengedAtMs = new Map<string, number>();
  const told = new Set<string>();
  return (entry) => {
    if (entry.kind !== "refusal" || entry.directory === null) return;
    const { directory, service, code } = entry;
    const atMs = Date.parse(entry.at);
    if (service === "blob" && code === "InvalidAuthenticationInfo") challengedAtMs.set(directory, atMs);
    const challenged = challengedAtMs.get(directory);
    const isConsequence = service === "token" && challenged !== undefined && atMs - challenged <= windowMs;
    if (!isConsequence || !code.startsWith("AADSTS") || told.has(`${directory} ${code}`)) return;
    told.add(`${directory} ${code}`);
    onNotice(noticeOf(directory, code));
  };
}

/** Watches a journal for the storage hang. */
export function watchChallenges(journal: Journal, onNotice: (line: string) => void): void {
  journal.subscribe("refusal", challengeWatch(onNotice));
}
