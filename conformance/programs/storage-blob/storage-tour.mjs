// Every operation by every principal. Prints what each of them saw, as one line of JSON; it is judged elsewhere.
import { operations } from "./operations.mjs";
import { outcome } from "./outcome.mjs";
import { principals } from "./principals.mjs";

const { CONTAINER } = process.env;
const all = await principals();
await all.owner.service.createContainer(CONTAINER);

function callOf({ service, credential }, name) {
  const container = service.getContainerClient(CONTAINER);
  const owned = all.owner.service.getContainerClient(CONTAINER).getBlockBlobClient(name);
  return { service, credential, container, name, blob: container.getBlockBlobClient(name), owned };
}

async function take([operation, { prepare, run }]) {
  const seen = {};
  for (const [principal, who] of Object.entries(all)) {
    const name = `${operation.replaceAll(/[^a-z ]/gi, "")} ${principal}`;
    await prepare?.(callOf(all.owner, name));
    seen[principal] = await outcome(() => run(callOf(who, name)));
  }
  return [operation, seen];
}

const seen = [];
for (const operation of Object.entries(operations)) seen.push(await take(operation));
console.log(JSON.stringify(Object.fromEntries(seen)));
