import { getCACertificates, setDefaultCACertificates } from "node:tls";

/** Lets this process trust one more certificate authority, whichever library opens the connection. */
export function trustAlso(pem: string): void {
  setDefaultCACertificates([...getCACertificates("default"), pem]);
}
