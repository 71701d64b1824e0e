import type { KeyObject } from "node:crypto";
import { createHash, createPrivateKey, createPublicKey, generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import { selfSign } from "../tls/certificates.ts";
import type { World } from "../world.ts";
import type { Directory, SigningKey } from "./directory.ts";

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

/**
 * The signing keys of every directory. A directory's first key is made when it is first needed, or ahead of that by
 * `prepare`, and is shared by everyone who waits for it.
 */
export class SigningKeys {
  readonly #world: World;
  readonly #save: () => Promise<void>;
  readonly #making = new Map<Directory, Promise<void>>();
  readonly #private = new Map<string, KeyObject>();
  readonly #public = new Map<string, KeyObject>();

  constructor(world: World, save: () => Promise<void>) {
    this.#world = world;
    this.#save = save;
  }

  /** All keys of a directory, the signing one first. */
  async of(directory: Directory): Promise<readonly SigningKey[]> {
    if (directory.signingKeys.length === 0) await this.prepare(directory);
    return directory.signingKeys;
  }

  prepare(directory: Directory): Promise<void> {
    if (directory.signingKeys.length > 0) return Promise.resolve();
    const pending = this.#making.get(directory);
    if (pending) return pending;
    const making = this.#make(directory).finally(() => this.#making.delete(directory));
    this.#making.set(directory, making);
    return making;
  }

  async #make(directory: Directory): Promise<void> {
    directory.signingKeys = [await makeSigningKey(this.#world)];
    await this.#save();
  }

  /** The key that signs. */
  async signing(directory: Directory): Promise<LoadedKey> {
    const [key] = await this.of(directory);
    const { kid, privateKey } = key as SigningKey;
    let loaded = this.#private.get(kid);
    if (!loaded) this.#private.set(kid, (loaded = createPrivateKey(privateKey)));
    return { kid, privateKey: loaded };
  }

  /** The public half of a directory's key, or undefined when the directory has no such key. */
  verifying(directory: Directory, kid: string): KeyObject | undefined {
    const key = directory.signingKeys.find((candidate) => candidate.kid === kid);
    if (!key) return undefined;
    let loaded = this.#public.get(kid);
    if (!loaded)
      this.#public.set(kid, (loaded = createPublicKey({ key: { kty: "RSA", n: key.n, e: key.e }, format: "jwk" })));
    return loaded;
  }
}
