import { Hono } from "hono";
import type { Context } from "../context.ts";
import { InvalidInput } from "./input.ts";

const kinds = ["request", "token issued", "refusal", "access", "fault"];

/** What happened: all of it, or what is behind a sequence number, of one kind, of one service. */
export function journalRoutes({ journal }: Context): Hono {
  const routes = new Hono();
  routes.get("/", (c) => {
    const { since = "0", kind, service } = c.req.query();
    const faults: string[] = [];
    if (!/^\d{1,15}$/.test(since)) faults.push("since must be a sequence number");
    if (kind !== undefined && !kinds.includes(kind)) faults.push(`kind must be one of ${kinds.join(", ")}`);
    if (faults.length > 0) throw new InvalidInput(faults);
    const entries = journal
      .since(Number(since))
      .filter((entry) => kind === undefined || entry.kind === kind)
      .filter((entry) => service === undefined || ("service" in entry && entry.service.split(":")[0] === service));
    return c.json({ entries });
  });
  return routes;
}
