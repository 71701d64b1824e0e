import type { DecodedToken, SignatureOutcome } from "@tegata/core";
import { stringClaim } from "@tegata/core";
import type { SigningKeys } from "../directory/signing-keys.ts";
import type { State } from "../state/state.ts";
import { checkSignature, hasValidSignature, keyIdOf } from "../tokens/verify.ts";
import type { World } from "../world.ts";
import { ExternalIssuers } from "./external-issuers.ts";
import type { LocalIssuer } from "./local-issuer.ts";
import { builtInIssuers } from "./local-issuer.ts";
import type { IssuerNetwork } from "./network.ts";

export interface IssuersOptions {
  readonly keys: SigningKeys;
  readonly world: World;
  readonly network: IssuerNetwork;
}

/** Every issuer that is not a directory. Those that live here are asked first, and never over the network. */
export class Issuers {
  readonly #state: State;
  readonly #keys: SigningKeys;
  readonly #external: ExternalIssuers;

  constructor(state: State, { keys, world, network }: IssuersOptions) {
    this.#state = state;
    this.#keys = keys;
    this.#external = new ExternalIssuers(network, world.now);
  }

  /** The issuers that live here. */
  get local(): LocalIssuer[] {
    return (this.#state.issuers ??= builtInIssuers());
  }

  /** A local issuer by its name, to the letter. */
  find(issuer: string): LocalIssuer | undefined {
    return this.local.find((candidate) => candidate.issuer === issuer);
  }

  /** Registers an issuer, in place of one of the same name. */
  register(issuer: LocalIssuer): void {
    this.#state.issuers = [...this.local.filter((candidate) => candidate.issuer !== issuer.issuer), issuer];
  }

  /** Forgets an issuer; from then on the internet is asked about it. Tells whether there was one. */
  remove(issuer: string): boolean {
    const before = this.local.length;
    this.#state.issuers = this.local.filter((candidate) => candidate.issuer !== issuer);
    return this.local.length < before;
  }

  /** Checks a token's signature with its issuer's keys. */
  async checkSignature(token: string, decoded: DecodedToken): Promise<SignatureOutcome> {
    const issuer = stringClaim(decoded, "iss") ?? "";
    const local = this.find(issuer);
    if (local) return checkSignature(token, decoded, { holder: local, keys: this.#keys });
    const key = await this.#external.key(issuer, keyIdOf(decoded));
    if (typeof key === "string") return key;
    return hasValidSignature(token, decoded, key) ? "valid" : "invalid";
  }
}
