import { writeFile } from "node:fs/promises";
import type { Cloud } from "@tegata/core";
import { microsoftNames } from "../origins.ts";
import type { StateFolder } from "../state/folder.ts";
import { parseKept, readIfThere, writeWhole } from "../state/folder.ts";
import type { World } from "../world.ts";
import { makeAuthority, makeServerCertificate } from "./certificates.ts";
import { caBundle, javaTrustStore } from "./trust-stores.ts";

/** The certificate of all services, with the authority that signed it. */
export interface LocalTls {
  readonly key: string;
  readonly cert: string;
  /** The authority's certificate, PEM. */
  readonly ca: string;
}

interface Kept extends LocalTls {
  readonly caKey: string;
  readonly names: readonly string[];
  readonly notAfter: string;
}

const monthMs = 30 * 86_400_000;

function namesOf(cloud: Cloud): string[] {
  return ["localhost", ...microsoftNames(cloud).map(({ pattern }) => pattern)];
}

async function make(world: World, cloud: Cloud, kept: Kept | undefined): Promise<Kept> {
  const authority = kept ? { privateKey: kept.caKey, certificate: kept.ca } : await makeAuthority(world);
  const names = namesOf(cloud);
  const server = await makeServerCertificate(authority, { dns: names, ip: ["127.0.0.1", "::1"] }, world);
  return {
    key: server.privateKey,
    cert: server.certificate + authority.certificate,
    ca: authority.certificate,
    caKey: authority.privateKey,
    names,
    notAfter: server.notAfter,
  };
}

/**
 * The certificates of a state folder. The authority is made once and kept, so that who trusts it goes on trusting; the
 * server's certificate is renewed in its last month.
 */
export async function folderTls(folder: StateFolder, world: World, cloud: Cloud): Promise<LocalTls> {
  const path = folder.file("tls.json");
  const text = await readIfThere(path);
  const kept = text === undefined ? undefined : (parseKept(text, path) as Kept);
  const isCurrent =
    kept !== undefined &&
    Date.parse(kept.notAfter) - world.now() > monthMs &&
    kept.names.join() === namesOf(cloud).join();
  if (isCurrent) return kept;
  const made = await make(world, cloud, kept);
  if (!kept) {
    await writeFile(folder.file("ca.pem"), made.ca);
    await writeFile(folder.file("ca-bundle.pem"), caBundle(made.ca));
    await writeFile(folder.file("truststore.jks"), javaTrustStore(made.ca, world.now()));
  }
  // Last, because it says that everything is there: a process that was killed before this makes all of it again.
  await writeWhole(path, JSON.stringify(made));
  return made;
}
