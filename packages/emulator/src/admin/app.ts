import { createHash, timingSafeEqual } from "node:crypto";
import { Hono } from "hono";
import type { Context } from "../context.ts";

/** What the admin API can tell and do, besides what the context holds. */
export interface AdminOptions {
  /** The bearer key: whoever has it can read the operators' secrets. */
  readonly key: string;
  /** The object that `tegata emulator env` prints. */
  readonly environment: () => Readonly<Record<string, unknown>>;
  /** Asks the process to stop. */
  readonly stop: () => void;
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/**
 * The admin API. Loopback only, behind a key from the state folder. A request with an `Origin`, or for another `Host`
 * than its own, is refused before the key is looked at: no web page may reach it, not even by rebinding a name.
 */
export function adminApp(context: Context, options: AdminOptions): Hono {
  const app = new Hono().basePath("/_tegata");

  app.use("*", async (c, next) => {
    const { host } = new URL(context.origins.admin);
    if (c.req.header("host") !== host)
      return c.json({ error: { code: "wrong-host", message: `The admin API answers to ${host} only.` } }, 403);
    if (c.req.header("origin") !== undefined)
      return c.json({ error: { code: "wrong-origin", message: "The admin API serves no web page." } }, 403);
    const key = /^Bearer (.+)$/.exec(c.req.header("authorization") ?? "")?.[1] ?? "";
    if (!timingSafeEqual(digest(key), digest(options.key))) {
      return c.json(
        { error: { code: "wrong-key", message: "Send the key from the state folder: Authorization: Bearer {key}." } },
        401,
      );
    }
    await next();
    return undefined;
  });

  app.get("/environment", (c) => c.json(options.environment()));
  app.get("/journal", (c) => c.json({ entries: context.journal.since(Number(c.req.query("since") ?? 0)) }));
  app.post("/stop", (c) => {
    options.stop();
    return c.json({ stopping: true });
  });
  return app;
}
