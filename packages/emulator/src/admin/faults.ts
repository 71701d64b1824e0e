import { Hono } from "hono";
import type { Context } from "../context.ts";
import type { FaultLife, FaultMatch, FaultSpecification } from "../faults/fault.ts";
import { answerKinds, faultServices, propagatedObjects, stateKinds } from "../faults/fault.ts";
import { Input } from "./input.ts";

const dayMs = 86_400_000;
const day = 86_400;

/** Leaves out what was not given. */
function given<Fields extends object>(fields: Fields): { [Name in keyof Fields]: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

function matchOf(context: Context, input: Input): FaultMatch {
  const { directories, hosts } = context.store.state;
  const directory = input.text("directory");
  const host = input.text("host");
  if (directory !== undefined && !directories.some(({ name }) => name === directory))
    input.fault(`there is no directory ${directory}`);
  if (host !== undefined && !hosts.some(({ name }) => name === host)) input.fault(`there is no host ${host}`);
  return given({
    service: input.choice("service", faultServices),
    operation: input.text("operation"),
    directory,
    host,
    caller: input.text("caller"),
  }) as FaultMatch;
}

function timesOf(input: Input): FaultLife {
  const times = input.number("times", { least: 1, most: 1_000_000 });
  return times === undefined ? {} : { times };
}

const readers: Readonly<Record<FaultSpecification["kind"], (input: Input) => object>> = {
  latency: (input) => ({
    ...timesOf(input),
    milliseconds: input.number("milliseconds", { required: true, least: 1, most: dayMs }),
  }),
  "slow-body": (input) => ({
    ...timesOf(input),
    milliseconds: input.number("milliseconds", { required: true, least: 1, most: dayMs }),
  }),
  throttle: (input) => ({
    ...timesOf(input),
    retryAfterSeconds: input.number("retryAfterSeconds", { least: 0, most: day }),
    body: input.choice("body", ["json", "text"]) ?? "json",
  }),
  status: (input) => ({
    ...timesOf(input),
    status: input.number("status", { required: true, least: 400, most: 599 }),
    retryAfterSeconds: input.number("retryAfterSeconds", { least: 0, most: day }),
  }),
  reset: timesOf,
  "malformed-body": timesOf,
  propagation: (input) => ({
    object: input.choice("object", propagatedObjects, { required: true }),
    seconds: input.number("seconds", { required: true, least: 1, most: day }),
    mode: input.choice("mode", ["monotone", "flapping"]) ?? "monotone",
  }),
  "disabled-principal": (input) => ({ principal: input.text("principal", { required: true }) }),
  "credential-first": () => ({}),
};

function readFault(context: Context, input: Input): FaultSpecification {
  const kind = input.choice("kind", [...answerKinds, ...stateKinds], { required: true });
  const life = { forSeconds: input.number("forSeconds", { least: 1, most: 365 * day }) };
  const match = matchOf(context, input);
  const own = kind ? readers[kind](input) : {};
  input.end();
  return given({ kind, ...own, ...match, ...life }) as FaultSpecification;
}

/** The faults that stand: look, add, take away. */
export function faultRoutes(context: Context): Hono {
  const { faults } = context;
  const routes = new Hono();
  routes.get("/", (c) => c.json({ faults: faults.list() }));
  routes.post("/", async (c) => c.json({ fault: faults.add(readFault(context, await Input.of(c.req.raw))) }, 201));
  routes.post("/clear", async (c) => {
    const input = await Input.of(c.req.raw);
    const id = input.text("id");
    if (id !== undefined && !faults.list().some((fault) => fault.id === id)) input.fault(`there is no fault ${id}`);
    input.end();
    return c.json({ removed: id === undefined ? faults.clear() : Number(faults.remove(id)) });
  });
  return routes;
}
