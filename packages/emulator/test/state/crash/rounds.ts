import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

type Value = string | null;
type Line = readonly ["seen" | "try" | "ack" | "failed", string, Value];

/** What may be on the disk: the last value that was acknowledged, or one that was under way since. */
interface Expectation {
  acknowledged: Value;
  underWay: Value[];
}

export interface CrashReport {
  readonly kills: number;
  readonly acknowledged: number;
  readonly compared: number;
  /** What was acknowledged and is not there, in words. */
  readonly lost: readonly string[];
}

const writer = fileURLToPath(new URL("writer.ts", import.meta.url));

class Ledger {
  readonly #expected = new Map<string, Expectation>();
  readonly lost: string[] = [];
  acknowledged = 0;
  compared = 0;

  keys(): string[] {
    return [...this.#expected.keys()];
  }

  take([line, key, value]: Line): void {
    if (key === "ready") return;
    const known = this.#expected.get(key);
    if (line === "seen") this.#compare(key, value);
    else if (line === "failed") this.lost.push(`${key}: a write failed: ${String(value)}`);
    else if (line === "ack") {
      this.acknowledged++;
      this.#expected.set(key, { acknowledged: value, underWay: [] });
    } else if (known) known.underWay.push(value);
    else this.#expected.set(key, { acknowledged: null, underWay: [value] });
  }

  #compare(key: string, seen: Value): void {
    const expected = this.#expected.get(key);
    if (!expected) return;
    this.compared++;
    const { acknowledged, underWay } = expected;
    const isFirst = acknowledged === null && underWay.length > 0;
    const isFine = seen === acknowledged || underWay.some((each) => each === "?" || each === seen);
    // An identity whose making was under way need not be there.
    if (!isFine && !(isFirst && String(seen).startsWith("unreadable"))) {
      this.lost.push(
        `${key}: saw ${String(seen).slice(0, 80)}, acknowledged ${String(acknowledged).slice(0, 80)}, under way ${underWay.length}`,
      );
    }
    // From now on that is what it is.
    this.#expected.set(
      key,
      isFirst && seen?.startsWith("unreadable")
        ? { acknowledged: null, underWay }
        : { acknowledged: seen, underWay: [] },
    );
  }
}

/** Runs the writer until it has read back everything, lets it have so many writes acknowledged, and kills it. */
function round(ledger: Ledger, folder: string, writes: number): Promise<void> {
  const child = spawn(process.execPath, ["--conditions=@tegata/source", writer, folder], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  let errors = "";
  let isReady = false;
  let left = writes;
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  child.stdin.end(JSON.stringify(ledger.keys()));
  createInterface({ input: child.stdout }).on("line", (text) => {
    // The kill may cut the last line off.
    if (!text.endsWith("]")) return;
    const line = JSON.parse(text) as Line;
    ledger.take(line);
    isReady ||= line[1] === "ready";
    if (!isReady || line[0] !== "ack" || left-- > 0) return;
    // Not always right behind an answer.
    setTimeout(() => child.kill("SIGKILL"), Math.random() * 20);
  });
  return new Promise((resolve, reject) => {
    child.on("close", () => (isReady ? resolve() : reject(new Error(`the writer did not start: ${errors}`))));
  });
}

/** Kills a writer again and again, each time comparing what the next one finds with what was acknowledged. */
export async function crash(folder: string, kills: number): Promise<CrashReport> {
  const ledger = new Ledger();
  for (let kill = 0; kill < kills; kill++) await round(ledger, folder, Math.floor(Math.random() * 80));
  await round(ledger, folder, 0);
  const { acknowledged, compared, lost } = ledger;
  return { kills: kills + 1, acknowledged, compared, lost };
}
