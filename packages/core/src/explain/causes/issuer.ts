// What the presented issuer and audience say about the credential that does not match them.
import type { ExplainedCause } from "../explanation.ts";
import type { Reasoner } from "./said.ts";
import { propagation, said } from "./said.ts";
import { reasonAboutSubject } from "./subject.ts";

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
