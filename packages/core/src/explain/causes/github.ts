// What GitHub's subjects say about the credential that does not match them.
import type { ExplainedCause } from "../explanation.ts";
import { list, said } from "./said.ts";

/** Since July 2026: https://docs.github.com/actions/reference/security/oidc#immutable-subject-claims */
const withIds = /^repo:[^/:@]+@\d+\/[^/:@]+@\d+:/;

function githubForm(subject: string): ExplainedCause {
  return withIds.test(subject)
    ? said({
        id: "federation.subject.github-immutable",
        cause:
          "GitHub puts the ids of owner and repository into the subject (as it does for repositories made, renamed or moved since July 2026); the credential has the names alone",
        fix: `Add a credential whose subject is exactly ${subject}.`,
      })
    : said({
        id: "federation.subject.github-names",
        cause:
          "the portal made the credential with the ids of owner and repository in its subject, and this repository still presents the names alone",
        likelihood: "medium",
        fix: `Set the credential's subject to ${subject}, or turn immutable subjects on in the repository's settings.`,
      });
}

/** No credential has this subject of a GitHub workflow. */
export function githubSubject(subject: string): ExplainedCause[] {
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
  const form = githubForm(subject);
  return [
    ...(form.likelihood === "high" ? [form] : []),
    said({
      ...(form.likelihood === "high" ? { likelihood: "medium" as const } : {}),
      id: `federation.subject.github-${kind}`,
      cause: `${told}; no credential has the subject ${subject}`,
      fix: `Add a credential whose subject is exactly ${subject}, or change the workflow (environment:, branch) to the one that is trusted.`,
    }),
    ...(form.likelihood === "high" ? [] : [form]),
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
