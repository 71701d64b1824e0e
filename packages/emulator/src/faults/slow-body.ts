import type { ServerResponse } from "node:http";
import type { World } from "../world.ts";

/** Sends the head of an answer at once and its body half by half, with a pause before each. */
export function slowDown(response: ServerResponse, milliseconds: number, world: World): void {
  const write = response.write.bind(response);
  const end = response.end.bind(response);
  const chunks: Buffer[] = [];
  const take = (chunk: unknown): void => {
    if (typeof chunk === "string" || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk as string));
  };
  response.write = ((chunk: unknown) => {
    take(chunk);
    return true;
  }) as typeof response.write;
  response.end = ((chunk?: unknown) => {
    take(chunk);
    const body = Buffer.concat(chunks);
    const half = Math.ceil(body.length / 2);
    response.flushHeaders();
    world
      .wait(milliseconds / 2)
      .then(() => {
        if (body.length > 0) write(body.subarray(0, half));
        return world.wait(milliseconds / 2);
      })
      .then(
        () => end(body.subarray(half)),
        () => response.destroy(),
      );
    return response;
  }) as typeof response.end;
}
