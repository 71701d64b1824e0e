import type { Hono } from "hono";
import type { Context } from "../context.ts";
import { askableUrl, keysIn } from "../issuers/discovery.ts";
import type { LocalIssuer } from "../issuers/local-issuer.ts";
import type { MintedToken } from "../issuers/workload-token.ts";
import {
  exchangeAudience,
  mintGithubToken,
  mintKubernetesToken,
  mintRegisteredToken,
} from "../issuers/workload-token.ts";
import { Input } from "./input.ts";

function show({ issuer, kind, signingKeys, publicKeys = [] }: LocalIssuer): Record<string, unknown> {
  return { issuer, kind, keys: [...signingKeys, ...publicKeys].map(({ kid }) => kid) };
}

/** Kubernetes has no others: https://kubernetes.io/docs/concepts/overview/working-with-objects/names */
const namespaceName = { form: /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, what: "a Kubernetes namespace" };
const accountName = {
  form: /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/,
  what: "the name of a Kubernetes service account",
};
const word = { form: /^[A-Za-z0-9][A-Za-z0-9._-]*$/, what: "one word" };
const trimmed = { form: /^\S(.*\S)?$/s, what: "a text without blanks around it" };

function builtIn(context: Context, input: Input, kind: "github" | "kubernetes"): LocalIssuer | undefined {
  const issuer = context.issuers.local.find((candidate) => candidate.kind === kind);
  if (!issuer) input.fault(`the ${kind} issuer was removed`);
  return issuer;
}

async function issueForGithub(context: Context, input: Input): Promise<MintedToken> {
  const issuer = builtIn(context, input, "github");
  const environment = input.text("environment", trimmed);
  const form = /^[A-Za-z0-9._-]+\/[A-Za-z0-9._-]+$/;
  const workload = {
    repository: input.text("repository", { required: true, form, what: "owner/name" }) ?? "",
    ref: input.text("ref", { form: /^refs\/\S+$/, what: "a ref such as refs/heads/main" }) ?? "refs/heads/main",
    event: input.text("event", word) ?? "push",
    audience: input.text("audience", trimmed) ?? exchangeAudience,
    ...(environment === undefined ? {} : { environment }),
  };
  input.end();
  return mintGithubToken(workload, { world: context.world, keys: context.keys, issuer: issuer as LocalIssuer });
}

async function issueForKubernetes(context: Context, input: Input): Promise<MintedToken> {
  const issuer = builtIn(context, input, "kubernetes");
  const workload = {
    namespace: input.text("namespace", { required: true, ...namespaceName }) ?? "",
    serviceAccount: input.text("serviceAccount", { required: true, ...accountName }) ?? "",
    audience: input.text("audience", trimmed) ?? exchangeAudience,
  };
  input.end();
  return mintKubernetesToken(workload, { world: context.world, keys: context.keys, issuer: issuer as LocalIssuer });
}

/** Registers an issuer with keys of the emulator's own, or with the key document of somebody who signs elsewhere. */
async function register(context: Context, input: Input): Promise<LocalIssuer> {
  const issuer = input.text("issuer", { required: true }) ?? "";
  if (issuer !== "" && !askableUrl(issuer)) input.fault("issuer must be an https URL of a host that could be public");
  const document = input.object("keys");
  const publicKeys = document && keysIn(document);
  if (publicKeys?.length === 0) input.fault("keys must be a key document with RSA keys (RFC 7517)");
  input.end();
  const registered: LocalIssuer = {
    issuer,
    kind: "registered",
    signingKeys: [],
    ...(publicKeys ? { publicKeys } : {}),
  };
  context.issuers.register(registered);
  await context.keys.prepare(registered);
  await context.store.save();
  return registered;
}

async function issueForRegistered(context: Context, input: Input): Promise<MintedToken> {
  const issuer = context.issuers.find(input.text("issuer", { required: true }) ?? "");
  if (!issuer || issuer.publicKeys) input.fault("issuer must be registered, with keys of the emulator's own");
  const claims = input.object("claims");
  if (typeof claims?.["sub"] !== "string") input.fault("claims must be an object with sub");
  input.end();
  return mintRegisteredToken(claims ?? {}, { world: context.world, keys: context.keys, issuer: issuer as LocalIssuer });
}

/** The issuers that live here: listed, registered, forgotten, and their workloads' tokens minted. */
export function serveIssuers(app: Hono, context: Context): void {
  app.get("/issuers", (call) => call.json({ issuers: context.issuers.local.map(show) }));
  app.delete("/issuers", async (call) => {
    const removed = context.issuers.remove(call.req.query("issuer") ?? "");
    await context.store.save();
    return call.json({ removed }, removed ? 200 : 404);
  });
  app.put("/issuers", async (call) => call.json(show(await register(context, await Input.of(call.req.raw)))));
  app.post("/issuers/github/token", async (call) =>
    call.json(await issueForGithub(context, await Input.of(call.req.raw))),
  );
  app.post("/issuers/kubernetes/token", async (call) =>
    call.json(await issueForKubernetes(context, await Input.of(call.req.raw))),
  );
  app.post("/issuers/token", async (call) =>
    call.json(await issueForRegistered(context, await Input.of(call.req.raw))),
  );
}
