import { Hono } from "hono";

/** The place of AI Foundry. Nothing of it is emulated yet, and it says so instead of answering something else. */
export function foundryApp(): Hono {
  const app = new Hono();
  app.all("*", (c) =>
    c.json({ error: { code: "NotImplemented", message: "The emulator does not emulate AI Foundry yet." } }, 501),
  );
  return app;
}
