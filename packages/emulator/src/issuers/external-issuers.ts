import type { KeyObject } from "node:crypto";
import { createPublicKey } from "node:crypto";
import type { SignatureOutcome } from "@tegata/core";
import type { PublicKey } from "../directory/signing-keys.ts";
import type { Discovery } from "./discovery.ts";
import { discoverKeys } from "./discovery.ts";
import type { IssuerNetwork } from "./network.ts";

interface Remembered {
  readonly discovery: Discovery;
  readonly askedMs: number;
}

/** Keys are kept for a day. */
const keptMs = 86_400_000;
/** An unknown key id makes the issuer be asked again, at most once a minute: a stranger must not drive us. */
const refreshEveryMs = 60_000;
/** A failure is remembered this long. */
const failureMs = 10_000;
const mostIssuers = 100;

/** Issuers of the internet, with their keys as far as they were asked for. */
export class ExternalIssuers {
  readonly #network: IssuerNetwork;
  readonly #now: () => number;
  readonly #remembered = new Map<string, Remembered>();
  readonly #asking = new Map<string, Promise<Remembered>>();

  constructor(network: IssuerNetwork, now: () => number) {
    this.#network = network;
    this.#now = now;
  }

  /** An issuer's key. Network: two requests when nothing fresh is remembered. */
  async key(issuer: string, kid: string): Promise<KeyObject | Exclude<SignatureOutcome, "valid" | "invalid">> {
    const remembered = await this.#current(issuer, kid);
    const { discovery } = remembered;
    if (discovery.outcome !== "keys") return discovery.outcome;
    const key = discovery.keys.find((candidate) => candidate.kid === kid);
    return (key && loaded(key)) ?? "unknown key";
  }

  async #current(issuer: string, kid: string): Promise<Remembered> {
    const known = this.#remembered.get(issuer);
    if (!known) return this.#ask(issuer);
    const age = this.#now() - known.askedMs;
    const { discovery } = known;
    if (discovery.outcome !== "keys") return age >= failureMs || age < 0 ? this.#ask(issuer) : known;
    const isMissing = !discovery.keys.some((key) => key.kid === kid);
    if (age >= keptMs || age < 0) return this.#ask(issuer);
    if (!isMissing || age < refreshEveryMs) return known;
    const asked = await this.#ask(issuer);
    if (asked.discovery.outcome === "keys") return asked;
    // The issuer is away just now: what it said before still holds.
    const kept = { discovery, askedMs: asked.askedMs };
    this.#remembered.set(issuer, kept);
    return kept;
  }

  #ask(issuer: string): Promise<Remembered> {
    const pending = this.#asking.get(issuer);
    if (pending) return pending;
    const asking = discoverKeys(issuer, this.#network)
      .then((discovery) => {
        const remembered = { discovery, askedMs: this.#now() };
        this.#remembered.delete(issuer);
        this.#remembered.set(issuer, remembered);
        const [oldest] = this.#remembered.keys();
        if (this.#remembered.size > mostIssuers && oldest !== undefined) this.#remembered.delete(oldest);
        return remembered;
      })
      .finally(() => this.#asking.delete(issuer));
    this.#asking.set(issuer, asking);
    return asking;
  }
}

/** A key object, or undefined when the numbers are no key. */
function loaded({ n, e }: PublicKey): KeyObject | undefined {
  try {
    return createPublicKey({ key: { kty: "RSA", n, e }, format: "jwk" });
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}
