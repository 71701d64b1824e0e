import { Hono } from "hono";
import type { Context } from "../context.ts";
import { Input } from "./input.ts";

const centurySeconds = 3_155_760_000;
/** `2026-01-02T03:04:05Z`, with fractions or an offset if need be. */
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** Whether the calendar has it. `Date` takes the 30th of February for the 2nd of March. */
function isOfCalendar(text: string): boolean {
  const day = text.slice(0, 10);
  return !Number.isNaN(Date.parse(text)) && new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

/** The emulator's clock: look, move by seconds, set to an instant, go by the machine's again. */
export function clockRoutes({ clock }: Context): Hono {
  const show = () => ({ now: new Date(clock.now()).toISOString(), shiftSeconds: clock.shiftMs / 1000 });
  const routes = new Hono();
  routes.get("/", (c) => c.json(show()));
  routes.post("/", async (c) => {
    const input = await Input.of(c.req.raw);
    const shiftSeconds = input.number("shiftSeconds", { least: -centurySeconds, most: centurySeconds });
    const now = input.text("now", { form: instant, what: "an instant such as 2026-01-02T03:04:05Z" });
    const nowMs = now === undefined ? undefined : Date.parse(now);
    if (now !== undefined && !isOfCalendar(now)) input.fault("now must be an instant that exists");
    const isMachine = input.choice("machine", [true]);
    if ([shiftSeconds, now, isMachine].filter((each) => each !== undefined).length !== 1)
      input.fault("give one of shiftSeconds, now and machine");
    input.end();
    if (shiftSeconds !== undefined) clock.shiftBy(shiftSeconds * 1000);
    if (nowMs !== undefined) clock.setTo(nowMs);
    if (isMachine) clock.reset();
    await clock.moved();
    return c.json(show());
  });
  return routes;
}
