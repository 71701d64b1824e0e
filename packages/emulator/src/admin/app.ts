import { createHash, timingSafeEqual } from "node:crypto";
import { Hono } from "hono";
import type { Context } from "../context.ts";
import { journalFailure } from "../failure.ts";
import { clockRoutes } from "./clock.ts";
import { directoryRoutes } from "./directories.ts";
import { faultRoutes } from "./faults.ts";
import type { OpenHost } from "./hosts.ts";
import { hostRoutes } from "./hosts.ts";
import { InvalidInput } from "./input.ts";
import { journalRoutes } from "./journal.ts";
import { serveIssuers } from "./issuers.ts";
import { servePolicies } from "./policies.ts";

/** What the admin API can tell and do, besides what the context holds. */
export interface AdminOptions {
  /** The bearer key: whoever has it can read the operators' secrets. */
  readonly key: string;
  /** The object that `tegata emulator env` prints. */
  readonly environment: () => Readonly<Record<string, unknown>>;
  /** Makes a host reachable that was added at run time. */
  readonly openHost: OpenHost;
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
  app.route("/journal", journalRoutes(context));
  app.route("/faults", faultRoutes(context));
  app.route("/clock", clockRoutes(context));
  app.route("/directories", directoryRoutes(context));
  app.route("/hosts", hostRoutes(context, options.openHost));
  serveIssuers(app, context);
  servePolicies(app, context);
  app.post("/stop", (c) => {
    options.stop();
    return c.json({ stopping: true });
  });
  app.notFound((c) => c.json({ error: { code: "not-found", message: "The admin API has nothing there." } }, 404));
  app.onError((error, c) => {
    if (error instanceof InvalidInput) {
      const { message, faults } = error;
      return c.json({ error: { code: "invalid-input", message, faults } }, 400);
    }
    const correlationId = journalFailure(context, "admin", error);
    const message = `The emulator failed; its journal has the reason (${correlationId}).`;
    return c.json({ error: { code: "internal", message } }, 500);
  });
  return app;
}
