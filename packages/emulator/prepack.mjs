// What the emulator must make before it is packed: the bundle of Azurite's blob part, with its licence.
import { bundleAzurite } from "../../tools/bundle-azurite.mjs";

export async function prepare({ root }) {
  await bundleAzurite(root);
}
