import type { Context as Call, Hono } from "hono";
import type { Context } from "../context.ts";
import type { LocalIssuer } from "../issuers/local-issuer.ts";
import { askableUrl, keysIn } from "../issuers/discovery.ts";
import {
  exchangeAudience,
  mintGithubToken,
  mintKubernetesToken,
  mintRegisteredToken,
} from "../issuers/workload-token.ts";

type Body = Readonly<Record<string, unknown>>;

const longestBody = 64 * 1024;

async function bodyOf(call: Call): Promise<Body> {
  const text = await call.req.text();
  try {
    const value: unknown = text.length > longestBody ? undefined : JSON.parse(text || "{}");
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Body) : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** Texts out of a body, with every fault in them. */
class Fields {
  readonly faults: string[] = [];
  readonly #body: Body;

  constructor(body: Body) {
    this.#body = body;
  }

  text(name: string, pattern: RegExp, example: string): string {
    const value = this.#body[name];
    if (typeof value === "string" && value.length <= 600 && pattern.test(value)) return value;
    this.faults.push(`${name} must look like ${example}`);
    return "";
  }

  textOr(name: string, pattern: RegExp, fallback: string): string {
    return this.#body[name] === undefined ? fallback : this.text(name, pattern, fallback || "one word");
  }
}

function refuse(call: Call, faults: readonly string[]): Response {
  return call.json({ error: { code: "wrong-issuer-request", message: faults.join("; ") } }, 400);
}

function show({ issuer, kind, signingKeys, publicKeys = [] }: LocalIssuer): Record<string, unknown> {
  return { issuer, kind, keys: [...signingKeys, ...publicKeys].map(({ kid }) => kid) };
}

const word = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const anything = /^\S(.*\S)?$/s;

function serveGithub(app: Hono, context: Context): void {
  app.post("/issuers/github/token", async (call) => {
    const body = await bodyOf(call);
    const fields = new Fields(body);
    const workload = {
      repository: fields.text("repository", /^[A-Za-z0-9._-]+\/[A-Za-z0-9._-]+$/, "contoso/orders"),
      ref: fields.textOr("ref", /^refs\/\S+$/, "refs/heads/main"),
      event: fields.textOr("event", word, "push"),
      audience: fields.textOr("audience", anything, exchangeAudience),
      ...(body["environment"] === undefined ? {} : { environment: fields.text("environment", anything, "Production") }),
    };
    const issuer = context.issuers.local.find(({ kind }) => kind === "github");
    if (!issuer) fields.faults.push("the GitHub-like issuer was removed");
    if (!issuer || fields.faults.length > 0) return refuse(call, fields.faults);
    return call.json(await mintGithubToken(workload, { world: context.world, keys: context.keys, issuer }));
  });
}

function serveKubernetes(app: Hono, context: Context): void {
  app.post("/issuers/kubernetes/token", async (call) => {
    const fields = new Fields(await bodyOf(call));
    const workload = {
      namespace: fields.text("namespace", word, "shop"),
      serviceAccount: fields.text("serviceAccount", word, "orders"),
      audience: fields.textOr("audience", anything, exchangeAudience),
    };
    const issuer = context.issuers.local.find(({ kind }) => kind === "kubernetes");
    if (!issuer) fields.faults.push("the Kubernetes-like issuer was removed");
    if (!issuer || fields.faults.length > 0) return refuse(call, fields.faults);
    return call.json(await mintKubernetesToken(workload, { world: context.world, keys: context.keys, issuer }));
  });
}

function serveRegistered(app: Hono, context: Context): void {
  app.put("/issuers", async (call) => {
    const body = await bodyOf(call);
    const issuer = typeof body["issuer"] === "string" ? body["issuer"] : "";
    const faults = askableUrl(issuer) ? [] : ["issuer must be an https URL of a host that could be public"];
    const document = body["keys"];
    const publicKeys = typeof document === "object" && document !== null ? keysIn(document as Body) : undefined;
    if (document !== undefined && !publicKeys?.length)
      faults.push("keys must be a key document with RSA keys (RFC 7517)");
    if (faults.length > 0) return refuse(call, faults);
    const registered: LocalIssuer = {
      issuer,
      kind: "registered",
      signingKeys: [],
      ...(publicKeys ? { publicKeys } : {}),
    };
    context.issuers.register(registered);
    await context.keys.prepare(registered);
    await context.store.save();
    return call.json(show(registered));
  });

  app.post("/issuers/token", async (call) => {
    const body = await bodyOf(call);
    const issuer = context.issuers.find(String(body["issuer"]));
    const claims = body["claims"];
    const faults = issuer && !issuer.publicKeys ? [] : ["issuer must be registered, with keys of the emulator's own"];
    const isObject = typeof claims === "object" && claims !== null && !Array.isArray(claims);
    if (!isObject || typeof (claims as Body)["sub"] !== "string") faults.push("claims must be an object with sub");
    if (!issuer || faults.length > 0) return refuse(call, faults);
    return call.json(await mintRegisteredToken(claims as Body, { world: context.world, keys: context.keys, issuer }));
  });
}

/** The issuers that live here: listed, registered, forgotten, and their workloads' tokens minted. */
export function serveIssuers(app: Hono, context: Context): void {
  app.get("/issuers", (call) => call.json({ issuers: context.issuers.local.map(show) }));
  app.delete("/issuers", async (call) => {
    const removed = context.issuers.remove(call.req.query("issuer") ?? "");
    await context.store.save();
    return call.json({ removed }, removed ? 200 : 404);
  });
  serveGithub(app, context);
  serveKubernetes(app, context);
  serveRegistered(app, context);
}
