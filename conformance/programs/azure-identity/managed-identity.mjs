// One managed identity, named in one way: by SELECTOR and SELECTED, or not at all.
import { ManagedIdentityCredential } from "@azure/identity";
import { tell } from "../claims.mjs";

const { SELECTOR, SELECTED } = process.env;
const credential = new ManagedIdentityCredential(SELECTOR ? { [SELECTOR]: SELECTED } : {});

await tell(async () => (await credential.getToken("https://storage.azure.com/.default")).token);
