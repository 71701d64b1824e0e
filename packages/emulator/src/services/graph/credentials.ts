import type { Application, PasswordCredential, ServicePrincipal } from "../../directory/directory.ts";
import { refuseByPolicy } from "./app-management.ts";
import { requireOwnApplication } from "./applications.ts";
import type { GraphAnswer, GraphCall, GraphHandler, GraphRoutes } from "./call.ts";
import { routes, textOr } from "./call.ts";
import { refuseLocked } from "./instance-lock.ts";
import { badRequest } from "./refusal.ts";
import { requireOwnPrincipal } from "./service-principals.ts";

const twoYearsMs = 2 * 365 * 24 * 3600 * 1000;

type Holder = { passwordCredentials?: PasswordCredential[] } & (Application | ServicePrincipal);

/** A client secret in the form of Entra's own, so that what redacts those redacts this one. */
function newSecret(call: GraphCall): string {
  const text = Buffer.from(call.context.world.randomBytes(30)).toString("base64url");
  return `${text.slice(0, 3).replace(/^-/, "x")}8Q~${text.slice(6)}`;
}

function addPassword(call: GraphCall, holder: Holder): GraphAnswer {
  refuseByPolicy(call, holder, ["passwordAddition"]);
  const { displayName, endDateTime, startDateTime } = (call.body["passwordCredential"] ?? {}) as Record<
    string,
    unknown
  >;
  const now = call.context.world.now();
  const credential: PasswordCredential = {
    keyId: call.context.world.uuid(),
    displayName: typeof displayName === "string" ? displayName : null,
    secretText: newSecret(call),
    endDateTime: textOr(endDateTime, new Date(now + twoYearsMs).toISOString()),
    startDateTime: textOr(startDateTime, new Date(now).toISOString()),
  };
  (holder.passwordCredentials ??= []).push(credential);
  return {
    status: 200,
    body: {
      "@odata.context": `${call.context.cloud.graph}/${call.version}/$metadata#microsoft.graph.passwordCredential`,
      customKeyIdentifier: null,
      displayName: credential.displayName,
      endDateTime: credential.endDateTime,
      hint: credential.secretText.slice(0, 3),
      keyId: credential.keyId,
      secretText: credential.secretText,
      startDateTime: credential.startDateTime,
    },
  };
}

function removePassword(call: GraphCall, holder: Holder): GraphAnswer {
  const wanted = textOr(call.body["keyId"], "").toLowerCase();
  const index = holder.passwordCredentials?.findIndex(({ keyId }) => keyId === wanted) ?? -1;
  if (index < 0) throw badRequest(`No password credential found with keyId '${wanted}'.`);
  holder.passwordCredentials?.splice(index, 1);
  return { status: 204 };
}

const ofPrincipal =
  (change: (call: GraphCall, holder: Holder) => GraphAnswer): GraphHandler =>
  (call) => {
    const principal = requireOwnPrincipal(call);
    refuseLocked(call, principal, ["passwordCredentials"]);
    return change(call, principal);
  };

export const credentialRoutes: GraphRoutes = routes(["applications", "ownApplications"], {
  "POST applications/{}/addPassword": (call) => addPassword(call, requireOwnApplication(call)),
  "POST applications/{}/removePassword": (call) => removePassword(call, requireOwnApplication(call)),
  "POST servicePrincipals/{}/addPassword": ofPrincipal(addPassword),
  "POST servicePrincipals/{}/removePassword": ofPrincipal(removePassword),
});
