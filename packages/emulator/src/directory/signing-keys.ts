import type { KeyObject } from "node:crypto";
import { createHash, createPrivateKey, createPublicKey, generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import { selfSign } from "../tls/certificates.ts";
import { ProvenTokens } from "../tokens/proven-tokens.ts";
import type { World } from "../world.ts";
import type { SigningKey } from "./directory.ts";

const generate = promisify(generateKeyPair);

/** Makes an RSA-2048 key whose `kid` is its certificate's SHA-1 thumbprint, as in Entra's key documents. */
async function makeSigningKey(world: World): Promise<SigningKey> {
  const { privateKey, publicKey } = await generate("rsa", { modulusLength: 2048 });
  const pkcs8 = privateKey.export({ type: "pkcs8", format: "der" });
  const der = await selfSign(pkcs8, publicKey.export({ type: "spki", format: "der" }), world);
  const { n, e } = publicKey.export({ format: "jwk" });
  return {
    kid: createHash("sha1").update(der).digest("base64url"),
    privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    n: n as string,
    e: e as string,
    certificate: Buffer.from(der).toString("base64"),
  };
}

interface LoadedKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
}

/** The public half of a key of somebody else's. */
export type PublicKey = Pick<SigningKey, "kid" | "n" | "e">;

/** Whoever signs: a directory, or an issuer that lives here. */
export interface KeyHolder {
  /** The first signs. */
  signingKeys: SigningKey[];
  /** Keys of which only the public half is known; their holder signs elsewhere. */
  readonly publicKeys?: readonly PublicKey[];
}

/** How long a key that was rolled away still verifies: longer than any token that it signed lives. */
const graceSeconds = 90_000;

export interface RollOptions {
  readonly world: World;
  readonly save: () => Promise<void>;
  /** How long the old key still verifies. Default 25 hours; 0 to take it away at once. */
  readonly graceSeconds?: number;
}

/**
 * Rolls a directory's keys as Entra does without notice: the announced key signs from now on, the old one still
 * verifies for a while, and the key after that is announced. Tokens of other keys than the published ones are refused.
 *
 * Costs the making of one or two RSA keys, about 0.2 seconds each.
 */
export async function rollKeys(holder: KeyHolder, options: RollOptions): Promise<void> {
  const { world, save } = options;
  const spare = holder.signingKeys.some(({ isAnnounced }) => isAnnounced) ? undefined : await makeSigningKey(world);
  const following: SigningKey = { ...(await makeSigningKey(world)), isAnnounced: true };
  const nowMs = world.now();
  const verifiesUntil = new Date(nowMs + (options.graceSeconds ?? graceSeconds) * 1000).toISOString();
  const next = holder.signingKeys.find(({ isAnnounced }) => isAnnounced) ?? spare;
  if (!next) return rollKeys(holder, options);
  const { isAnnounced: _, ...signing } = next;
  const retired = holder.signingKeys
    .filter((key) => key !== next && !key.isAnnounced)
    .map((key) => ({ ...key, verifiesUntil: key.verifiesUntil ?? verifiesUntil }))
    .filter((key) => isUsable(key, nowMs));
  holder.signingKeys = [signing, following, ...retired];
  await save();
}

function isUsable(key: SigningKey, nowMs: number): boolean {
  return key.verifiesUntil === undefined || nowMs < Date.parse(key.verifiesUntil);
}

/**
 * The signing keys of every directory and local issuer. The first key is made when it is first needed, or ahead of
 * that by `prepare`, and is shared by everyone who waits for it.
 */
export class SigningKeys {
  /** The tokens that these keys were found to have signed. */
  readonly proven: ProvenTokens = new ProvenTokens();
  readonly #world: World;
  readonly #save: () => Promise<void>;
  readonly #making = new Map<KeyHolder, Promise<void>>();
  readonly #private = new Map<string, KeyObject>();
  readonly #public = new Map<string, KeyObject>();

  constructor(world: World, save: () => Promise<void>) {
    this.#world = world;
    this.#save = save;
  }

  /** All keys of a holder, the signing one first. */
  async of(holder: KeyHolder): Promise<readonly SigningKey[]> {
    if (holder.signingKeys.length === 0) await this.prepare(holder);
    return holder.signingKeys;
  }

  /** The keys that verify now: what the key document shows. */
  async published(holder: KeyHolder): Promise<readonly SigningKey[]> {
    const nowMs = this.#world.now();
    return (await this.of(holder)).filter((key) => isUsable(key, nowMs));
  }

  prepare(holder: KeyHolder): Promise<void> {
    if (holder.signingKeys.length > 0 || holder.publicKeys) return Promise.resolve();
    const pending = this.#making.get(holder);
    if (pending) return pending;
    const making = this.#make(holder).finally(() => this.#making.delete(holder));
    this.#making.set(holder, making);
    return making;
  }

  /** Publishes the key after the one that signs, so that clients can have it before it is used. */
  async announce(holder: KeyHolder): Promise<void> {
    await this.prepare(holder);
    if (holder.signingKeys.some(({ isAnnounced }) => isAnnounced)) return;
    const next: SigningKey = { ...(await makeSigningKey(this.#world)), isAnnounced: true };
    if (holder.signingKeys.some(({ isAnnounced }) => isAnnounced)) return;
    const [signing, ...others] = holder.signingKeys;
    holder.signingKeys = [...(signing ? [signing] : []), next, ...others];
    await this.#save();
  }

  async #make(holder: KeyHolder): Promise<void> {
    holder.signingKeys = [await makeSigningKey(this.#world)];
    await this.#save();
  }

  /** The key that signs. At once, unless it has to be made first. */
  signing(holder: KeyHolder): LoadedKey | Promise<LoadedKey> {
    const [key] = holder.signingKeys;
    return key ? this.#load(key) : this.of(holder).then(([first]) => this.#load(first as SigningKey));
  }

  #load({ kid, privateKey }: SigningKey): LoadedKey {
    let loaded = this.#private.get(kid);
    if (!loaded) this.#private.set(kid, (loaded = createPrivateKey(privateKey)));
    return { kid, privateKey: loaded };
  }

  /** The public half of a holder's key, or undefined when the holder has no such key, or no longer. */
  verifying(holder: KeyHolder, kid: string): KeyObject | undefined {
    const nowMs = this.#world.now();
    const own = holder.signingKeys.find((key) => key.kid === kid && isUsable(key, nowMs));
    const key: PublicKey | undefined = own ?? holder.publicKeys?.find((candidate) => candidate.kid === kid);
    if (!key) return undefined;
    let loaded = this.#public.get(key.n);
    if (!loaded)
      this.#public.set(key.n, (loaded = createPublicKey({ key: { kty: "RSA", n: key.n, e: key.e }, format: "jwk" })));
    return loaded;
  }
}
