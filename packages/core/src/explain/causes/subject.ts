// What the presented subject says about the credential that does not match it.
import { isGuid } from "../../ids.ts";
import type { ExplainedCause } from "../explanation.ts";
import type { Values } from "../values.ts";
import { githubSubject } from "./github.ts";
import type { Reasoner } from "./said.ts";
import { list, propagation, said } from "./said.ts";

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

/** The subject differs from a credential's in capitals only. */
export const reasonAboutCase: Reasoner = ({ subject }) => [
  said({
    id: "federation.subject.case",
    cause: "a credential has this subject in other capitals: matching is case-sensitive",
    fix: `Set the credential's subject to exactly ${subject ?? "what the token says"}.`,
  }),
];
