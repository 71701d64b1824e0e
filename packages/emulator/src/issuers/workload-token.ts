import type { SigningKeys } from "../directory/signing-keys.ts";
import { signJwt } from "../tokens/sign.ts";
import type { World } from "../world.ts";
import type { LocalIssuer } from "./local-issuer.ts";

/** The audience that Microsoft recommends for credentials, and clients ask for. */
export const exchangeAudience = "api://AzureADTokenExchange";

/** A run of a workflow, as GitHub's tokens describe it. */
export interface GithubWorkload {
  /** `contoso/orders`. */
  readonly repository: string;
  /** `refs/heads/main`. */
  readonly ref: string;
  /** A job that names an environment has it in its subject, in place of the ref. */
  readonly environment?: string;
  /** `push`, `pull_request`, … A pull request has that in its subject. */
  readonly event: string;
  readonly audience: string;
}

/** A pod of a service account, as a cluster's projected tokens describe it. */
export interface KubernetesWorkload {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly audience: string;
}

export interface MintedToken {
  readonly token: string;
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
  readonly expiresOnSeconds: number;
}

interface MintOptions {
  readonly world: World;
  readonly keys: SigningKeys;
  readonly issuer: LocalIssuer;
}

function subjectOf({ repository, ref, environment, event }: GithubWorkload): string {
  if (environment !== undefined) return `repo:${repository}:environment:${environment}`;
  return event === "pull_request" ? `repo:${repository}:pull_request` : `repo:${repository}:ref:${ref}`;
}

/**
 * The claims of a workflow's token.
 *
 * @see https://docs.github.com/actions/reference/openid-connect-reference
 */
function githubClaims(workload: GithubWorkload, { world, issuer }: MintOptions): Record<string, unknown> {
  const { repository, ref, environment, event, audience } = workload;
  const now = Math.floor(world.now() / 1000);
  const [owner = ""] = repository.split("/");
  const workflow = `${repository}/.github/workflows/deploy.yml@${ref}`;
  const sha = Buffer.from(world.randomBytes(20)).toString("hex");
  return {
    jti: world.uuid(),
    sub: subjectOf(workload),
    aud: audience,
    ref,
    sha,
    repository,
    repository_owner: owner,
    repository_owner_id: "1001",
    run_id: "9001",
    run_number: "1",
    run_attempt: "1",
    repository_visibility: "private",
    repository_id: "2001",
    actor_id: "3001",
    actor: "mona",
    workflow: "deploy",
    head_ref: event === "pull_request" ? ref : "",
    base_ref: event === "pull_request" ? "main" : "",
    event_name: event,
    ref_protected: "false",
    ref_type: ref.startsWith("refs/tags/") ? "tag" : "branch",
    workflow_ref: workflow,
    workflow_sha: sha,
    job_workflow_ref: workflow,
    job_workflow_sha: sha,
    runner_environment: "github-hosted",
    ...(environment === undefined ? {} : { environment }),
    iss: issuer.issuer,
    nbf: now - 600,
    exp: now + 300,
    iat: now,
  };
}

/**
 * The claims of a projected service account token; an hour long, as the workload identity webhook asks for it.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin
 */
function kubernetesClaims(workload: KubernetesWorkload, { world, issuer }: MintOptions): Record<string, unknown> {
  const { namespace, serviceAccount, audience } = workload;
  const now = Math.floor(world.now() / 1000);
  return {
    aud: [audience],
    exp: now + 3600,
    iat: now,
    iss: issuer.issuer,
    jti: world.uuid(),
    "kubernetes.io": {
      namespace,
      pod: { name: `${serviceAccount}-0`, uid: world.uuid() },
      serviceaccount: { name: serviceAccount, uid: world.uuid() },
    },
    nbf: now,
    sub: `system:serviceaccount:${namespace}:${serviceAccount}`,
  };
}

async function mint(
  claims: Record<string, unknown>,
  { keys, issuer }: MintOptions,
  audience: string,
): Promise<MintedToken> {
  const { kid, privateKey } = await keys.signing(issuer);
  // A cluster's header has no type; GitHub's has one, and names the key twice.
  const header = issuer.kind === "kubernetes" ? { alg: "RS256", kid } : { typ: "JWT", alg: "RS256", x5t: kid, kid };
  const token = await signJwt(header, claims, privateKey);
  const { iss, sub, exp } = claims as { iss: string; sub: string; exp: number };
  return { token, issuer: iss, subject: sub, audience, expiresOnSeconds: exp };
}

/** A token of a workflow run, five minutes long, as GitHub's are. */
export function mintGithubToken(workload: GithubWorkload, options: MintOptions): Promise<MintedToken> {
  return mint(githubClaims(workload, options), options, workload.audience);
}

/** A token of a service account, an hour long. */
export function mintKubernetesToken(workload: KubernetesWorkload, options: MintOptions): Promise<MintedToken> {
  return mint(kubernetesClaims(workload, options), options, workload.audience);
}

/** A token of a registered issuer whose keys are here, with whatever claims; `iss`, `iat`, `exp` have defaults. */
export function mintRegisteredToken(
  claims: Readonly<Record<string, unknown>>,
  options: MintOptions,
): Promise<MintedToken> {
  const now = Math.floor(options.world.now() / 1000);
  const all = { aud: exchangeAudience, iat: now, exp: now + 3600, ...claims, iss: options.issuer.issuer };
  return mint(all, options, JSON.stringify(all.aud));
}
