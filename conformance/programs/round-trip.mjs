// What every program does with storage, once it has a client: make a container, write, read, list.
// Prints what it saw as one line of JSON; whether that is right is judged by whoever started the program.
import { Buffer } from "node:buffer";

export async function roundTrip(service) {
  const { CONTAINER, CONTENT } = process.env;
  const container = service.getContainerClient(CONTAINER);
  await container.create();
  const blob = container.getBlockBlobClient("order 1.txt");
  await blob.upload(CONTENT, Buffer.byteLength(CONTENT));
  const read = (await blob.downloadToBuffer()).toString();
  const listed = [];
  for await (const { name } of container.listBlobsFlat()) listed.push(name);
  console.log(JSON.stringify({ read, listed }));
}
