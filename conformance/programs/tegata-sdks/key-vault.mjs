// Secrets of a vault that challenges: first for its directory, and for "revoked" for fresh claims too.
import { SecretClient } from "@azure/keyvault-secrets";
import { credentialFor } from "./credential.mjs";

const secrets = new SecretClient("https://orders.vault.azure.net", credentialFor(process.env.HOME_TENANT_ID));
const seen = [];
for (const name of ["greeting", "greeting", "revoked", "greeting"]) seen.push((await secrets.getSecret(name)).value);
const missing = await secrets.getSecret("missing").catch(({ name, code, statusCode }) => ({ name, code, statusCode }));
console.log(JSON.stringify([...seen, missing]));
