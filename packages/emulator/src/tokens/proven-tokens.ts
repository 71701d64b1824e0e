import type { KeyObject } from "node:crypto";
import type { DecodedToken } from "@tegata/core";
import { tryDecodeToken } from "@tegata/core";

/** What was found of one token. */
interface Proof {
  readonly decoded: DecodedToken;
  /** The very key object that the signature was verified with. */
  readonly key: KeyObject;
}

interface Kept extends Proof {
  readonly token: string;
}

/** Of a signature: in practice no two tokens end alike, and a hash of so little is soon made. */
const endCharacters = 32;

export interface ProvenTokensLimits {
  readonly tokens: number;
  readonly characters: number;
  /** Of one token; longer ones are verified each time. */
  readonly longest: number;
}

const defaultLimits: ProvenTokensLimits = { tokens: 1000, characters: 2 * 1024 * 1024, longest: 16 * 1024 };

/**
 * Tokens whose signature held. A workload presents one assertion, and one bearer token, as long as it lives: what a text
 * says, and that one key signed it, is the same each time, so neither is worked out again.
 *
 * It remembers these two facts and no judgement. Which key verifies is looked up for each request, and a proof counts for
 * that key object only: after a rollover, or under another key of the same name, the signature is verified anew. Times,
 * audience, credential and role are judged each time. Nothing is kept of a token that did not verify, so no refusal is
 * ever repeated from here, and no stranger can fill it.
 */
export class ProvenTokens {
  /** By the end of each token; which token it is, the whole text decides. */
  readonly #kept = new Map<string, Kept>();
  readonly #limits: ProvenTokensLimits;
  #characters = 0;

  constructor(limits: ProvenTokensLimits = defaultLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#kept.size;
  }

  #find(token: string): Kept | undefined {
    const kept = this.#kept.get(token.slice(-endCharacters));
    return kept?.token === token ? kept : undefined;
  }

  /** Header and claims of a token, proven or not: to look, never to trust. Undefined when the text is no token. */
  decode(token: string): DecodedToken | undefined {
    return this.#find(token)?.decoded ?? tryDecodeToken(token);
  }

  /** Whether this text, to the letter, was verified with this key. */
  has(token: string, key: KeyObject): boolean {
    return this.#find(token)?.key === key;
  }

  /** To be called with what has just been verified, and with nothing else. The oldest make room. */
  add(token: string, { decoded, key }: Proof): void {
    this.#drop(token.slice(-endCharacters));
    if (token.length > this.#limits.longest) return;
    // Many requests share them from now on.
    Object.freeze(decoded.header);
    Object.freeze(decoded.claims);
    this.#kept.set(token.slice(-endCharacters), { token, decoded, key });
    this.#characters += token.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.#limits.tokens && this.#characters <= this.#limits.characters) break;
      this.#drop(oldest);
    }
  }

  /** Drops a token: its key is not there any more. */
  forget(token: string): void {
    if (this.#find(token)) this.#drop(token.slice(-endCharacters));
  }

  #drop(end: string): void {
    const kept = this.#kept.get(end);
    if (!kept) return;
    this.#kept.delete(end);
    this.#characters -= kept.token.length;
  }
}
