// What the presented issuer, subject and audience say about the credential that does not match them.
import { isGuid } from "../../ids.ts";
import type { ExplainedCause, Likelihood } from "../explanation.ts";
import type { Values } from "../values.ts";

/** Causes of a text, the likeliest first, and the rest of what is known without it. */
export type Reasoner = (values: Values) => readonly ExplainedCause[];

interface Said {
  readonly id: string;
  readonly cause: string;
  readonly fix: string;
  readonly likelihood?: Likelihood;
}

/** A cause; high unless it says otherwise. */
export function said({ likelihood = "high", ...rest }: Said): ExplainedCause {
  return { id: rest.id, cause: rest.cause, likelihood, fix: rest.fix };
}

const propagation = said({
  id: "federation.propagation",
  cause: "the credential was made or changed minutes ago, and not every token server knows it yet",
  likelihood: "medium",
  fix: "Wait some minutes, then try again with pauses.",
});

const list =
  "az ad app federated-credential list --id <application id> (az identity federated-credential list for a managed identity)";

function githubSubject(subject: string): ExplainedCause[] {
  const kind = /^repo:[^:]+:environment:/.test(subject)
    ? "environment"
    : subject.endsWith(":pull_request")
      ? "pull_request"
      : /:ref:refs\/tags\//.test(subject)
        ? "tag"
        : /:ref:refs\/heads\//.test(subject)
          ? "branch"
          : "other";
  const told = {
    environment: "the job names an environment, so GitHub puts the environment into the subject, not the branch",
    pull_request: "the run comes from a pull request, so the subject ends in :pull_request, whatever the branch",
    tag: "the run comes from a tag, so the subject has refs/tags, not a branch",
    branch:
      "the job names no environment, so the subject has the branch of the run; the credential names another branch or an environment",
    other: "the subject was customised in the repository or organisation (job_workflow_ref, numeric ids)",
  }[kind];
  return [
    said({
      id: `federation.subject.github-${kind}`,
      cause: `${told}; no credential has the subject ${subject}`,
      fix: `Add a credential whose subject is exactly ${subject}, or change the workflow (environment:, branch) to the one that is trusted.`,
    }),
    said({
      id: "federation.subject.case",
      cause:
        "organisation, repository, branch or environment are spelt with other capitals in the credential: matching is case-sensitive",
      likelihood: "medium",
      fix: "Copy the subject from the text into the credential, to the letter.",
    }),
    said({
      id: "federation.application",
      cause: "the credential is on another application or identity than the client id of the workflow",
      likelihood: "medium",
      fix: `Look where it is: ${list}.`,
    }),
  ];
}

function kubernetesSubject(subject: string): ExplainedCause[] {
  const [, , namespace = "?", account = "?"] = subject.split(":");
  return [
    said({
      id: "federation.subject.service-account",
      cause: `the credential names another namespace or service account than ${namespace}/${account}`,
      fix: `Set the credential's subject to ${subject}, or run the pod with the service account that is trusted.`,
    }),
    said({
      id: "federation.application",
      cause:
        "the annotation azure.workload.identity/client-id names an application or identity without this credential",
      likelihood: "medium",
      fix: `Compare the annotation with where the credential is: ${list}.`,
    }),
    propagation,
  ];
}

function guidSubject(subject: string, { clientId }: Values): ExplainedCause[] {
  const clientIdPresented = clientId?.toLowerCase() === subject.toLowerCase();
  return [
    ...(clientIdPresented
      ? [
          said({
            id: "federation.subject.own-token",
            cause: "the presented token is the application's own: its subject is the application",
            fix: "Present the managed identity's token for api://AzureADTokenExchange.",
          }),
        ]
      : []),
    said({
      id: "federation.subject.client-id",
      cause: `the credential's subject is not ${subject}: often the managed identity's client id was put where its principal (object) id belongs`,
      ...(clientIdPresented ? { likelihood: "medium" as const } : {}),
      fix: `Set the credential's subject to ${subject}; az identity show --query principalId gives it.`,
    }),
    said({
      id: "federation.subject.recreated",
      cause: "the identity was deleted and made again: it has another principal id now",
      likelihood: "medium",
      fix: `Set the credential's subject to ${subject}.`,
    }),
    propagation,
  ];
}

type Shape = readonly [pattern: RegExp, id: string, cause: string, fix: string];

const shapes: readonly Shape[] = [
  [
    /^\*{2,}$/,
    "masked",
    "the log hides the subject, because it holds a value that is a secret of the pipeline",
    "Print the token's sub (not the token), then compare it with the credential's subject.",
  ],
  [
    /^sc:\/\//,
    "azure-pipelines",
    "the service connection, its project or its organisation has another name than the credential says",
    "Copy issuer and subject from the service connection's page into the credential; matching is case-sensitive.",
  ],
  [
    /^\/eid1\//,
    "entra-path",
    "the issuer presents Microsoft Entra's own form of subjects (/eid1/…), the credential still has the old one",
    "Copy issuer and subject from the service connection's (or the bot's) page into the credential.",
  ],
  [
    /^organization:[^:]+:project:/,
    "terraform-cloud",
    "the run phase (plan, apply), workspace or project differs: each phase has a subject of its own",
    "Make one credential for run_phase:plan and one for run_phase:apply, or a flexible one.",
  ],
  [
    /^project_path:/,
    "gitlab",
    "the project's path, the ref's type or the ref differs",
    "Copy the subject into the credential, to the letter.",
  ],
  [/^spiffe:\/\//, "spiffe", "the SPIFFE id differs", "Copy the subject into the credential, to the letter."],
  [/^arn:aws/, "aws", "the role's ARN differs", "Copy the subject into the credential, to the letter."],
  [
    /^\d{15,}$/,
    "google",
    "the service account's unique id differs, or its e-mail address was put into the credential",
    "Set the credential's subject to the number in the text.",
  ],
];

/** No credential has this subject. */
export const reasonAboutSubject: Reasoner = (values) => {
  const { subject } = values;
  if (subject === undefined) return [];
  if (subject.startsWith("repo:") || /^(?:repository_owner|job_workflow_ref|enterprise)/.test(subject))
    return githubSubject(subject);
  if (subject.startsWith("system:serviceaccount:")) return kubernetesSubject(subject);
  if (isGuid(subject)) return guidSubject(subject, values);
  const shape = shapes.find(([pattern]) => pattern.test(subject));
  if (shape)
    return [
      said({ id: `federation.subject.${shape[1]}`, cause: `${shape[2]} (presented: ${subject})`, fix: shape[3] }),
      propagation,
    ];
  return [
    said({
      id: "federation.subject.differs",
      cause: `no credential has the subject ${subject}`,
      fix: `Set the credential's subject to ${subject}, to the letter.`,
    }),
    propagation,
  ];
};

/** No credential has this issuer. */
export const reasonAboutIssuer: Reasoner = ({ issuer }) => {
  if (issuer === undefined) return [];
  const set = `Set the credential's issuer to exactly ${issuer}.`;
  const causes: ExplainedCause[] = [];
  if (/^https:\/\/sts\.windows\.net\//i.test(issuer))
    causes.push(
      said({
        id: "federation.issuer.v1",
        cause:
          "the token has the v1 issuer (sts.windows.net): it was asked for another resource than the token exchange",
        fix: "Ask the managed identity for api://AzureADTokenExchange; the credential's issuer is https://login.microsoftonline.com/<tenant>/v2.0.",
      }),
    );
  else if (/^https:\/\/login\.microsoftonline\.[a-z]+\/[^/]+\/v2\.0\/?$/i.test(issuer))
    causes.push(
      said({
        id: "federation.issuer.tenant",
        cause:
          "the credential names another directory, the v1 issuer, or the old issuer of Azure DevOps (vstoken.dev.azure.com)",
        fix: set,
      }),
    );
  else if (/\.svc(?:\.cluster\.local)?\b|localhost|127\.0\.0\.1/i.test(issuer))
    causes.push(
      said({
        id: "federation.issuer.not-public",
        cause:
          "the issuer is the cluster's inner name: nobody outside can read its keys, so the OIDC issuer of the cluster is not enabled",
        fix: "az aks update --enable-oidc-issuer, restart the pods, then use the issuer that az aks show --query oidcIssuerProfile.issuerUrl gives.",
      }),
    );
  else if (/oidc\.prod-aks\.azure\.com|oic\.prod-aks\.azure\.com/i.test(issuer))
    causes.push(
      said({
        id: "federation.issuer.cluster",
        cause:
          "the cluster's issuer differs from the credential's: another or a re-created cluster, or the slash at the end is missing",
        fix: `${set} az aks show --query oidcIssuerProfile.issuerUrl gives it, with its slash.`,
      }),
    );
  else if (/vstoken\.dev\.azure\.com/i.test(issuer))
    causes.push(
      said({
        id: "federation.issuer.azure-devops",
        cause:
          "the service connection still presents Azure DevOps' old issuer, the credential has the new one (or another organisation's)",
        fix: `${set} Or convert the service connection to Microsoft Entra's issuer.`,
      }),
    );
  else if (/token\.actions\.githubusercontent\.com/i.test(issuer))
    causes.push(
      said({
        id: "federation.issuer.github",
        cause: issuer.endsWith("/")
          ? "a slash at the end"
          : "the credential has a slash too many, or the enterprise's own issuer",
        fix: set,
      }),
    );
  causes.push(
    said({
      id: "federation.issuer.slash",
      cause: issuer.endsWith("/")
        ? "the presented issuer ends in a slash, the credential's does not"
        : "the credential's issuer ends in a slash, the presented one does not",
      likelihood: causes.length > 0 ? "medium" : "high",
      fix: set,
    }),
  );
  causes.push(propagation);
  return causes;
};

/** No credential has this audience. */
export const reasonAboutAudience: Reasoner = ({ audience }) => {
  if (audience === undefined) return [];
  if (/^api:\/\/AzureADTokenExchange$/.test(audience))
    return [
      said({
        id: "federation.audience.credential",
        cause: "the token's audience is the usual one, the credential names another",
        fix: "Set the credential's audience to api://AzureADTokenExchange.",
      }),
    ];
  return [
    said({
      id: "federation.audience.other-resource",
      cause: `the token was asked for ${audience}, not for the token exchange`,
      fix: "Ask for api://AzureADTokenExchange (USGov and China have forms of their own), or name this audience in the credential.",
    }),
  ];
};

/** All three stand in the text: the one that looks wrong comes first. */
export const reasonAboutAll: Reasoner = (values) => {
  const { audience, issuer } = values;
  const wrongAudience = audience !== undefined && !/^api:\/\/AzureADTokenExchange/i.test(audience);
  const wrongIssuer =
    issuer !== undefined &&
    /\/\/$|sts\.windows\.net|vstoken|\.svc(?:\.cluster\.local)?$|localhost|prod-aks\.azure\.com\/(?:[^/]+\/)*[^/]+$/.test(
      issuer,
    );
  const subject = reasonAboutSubject(values);
  const fromIssuer = reasonAboutIssuer(values).filter(({ id }) => id !== propagation.id);
  if (wrongAudience) return [...reasonAboutAudience(values), ...lower(subject)];
  return wrongIssuer ? [...fromIssuer, ...lower(subject)] : [...subject, ...lower(fromIssuer)];
};

function lower(causes: readonly ExplainedCause[]): ExplainedCause[] {
  return causes.map((cause) => ({ ...cause, likelihood: cause.likelihood === "high" ? "medium" : "low" }));
}

/** The subject differs from a credential's in capitals only. */
export const reasonAboutCase: Reasoner = ({ subject }) => [
  said({
    id: "federation.subject.case",
    cause: "a credential has this subject in other capitals: matching is case-sensitive",
    fix: `Set the credential's subject to exactly ${subject ?? "what the token says"}.`,
  }),
];
