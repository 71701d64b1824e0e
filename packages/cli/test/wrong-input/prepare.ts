// A world in process with an identity and an application in it, and with strangers who may do nothing.
import { addStrangers } from "./circumstances.ts";
import type { InProcess } from "./world.ts";
import { inProcess } from "./world.ts";

export interface Prepared extends InProcess {
  /** What stands for ids in rows, and the ids. */
  readonly ids: Readonly<Record<string, string>>;
}

const identity =
  "/subscriptions/11111111-0000-4000-8000-00000000005b/resourceGroups/rg-app/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-known";

/** One request as home's operator; its answer's body. */
async function asHome(
  { emulator, operators }: InProcess,
  request: { readonly api: string; readonly method: string; readonly path: string; readonly body: unknown },
): Promise<unknown> {
  const { TEGATA_HOME_CLIENT_ID = "", TEGATA_HOME_CLIENT_SECRET = "" } = operators;
  const token = await emulator.fetch(
    new Request("https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token", {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        scope: `${request.api}/.default`,
        client_id: TEGATA_HOME_CLIENT_ID,
        client_secret: TEGATA_HOME_CLIENT_SECRET,
      }),
    }),
  );
  const { access_token } = (await token.json()) as { access_token: string };
  const answer = await emulator.fetch(
    new Request(`${request.api}${request.path}`, {
      method: request.method,
      headers: { authorization: `Bearer ${access_token}`, "content-type": "application/json" },
      body: JSON.stringify(request.body),
    }),
  );
  return answer.json();
}

export async function prepare(): Promise<Prepared> {
  const world = inProcess();
  addStrangers(world.emulator);
  const made = (await asHome(world, {
    api: "https://management.azure.com",
    method: "PUT",
    path: `${identity}?api-version=2024-11-30`,
    body: { location: "japaneast" },
  })) as { readonly properties: { readonly clientId: string } };
  const application = (await asHome(world, {
    api: "https://graph.microsoft.com",
    method: "POST",
    path: "/v1.0/applications",
    body: { displayName: "another", signInAudience: "AzureADMultipleOrgs" },
  })) as { readonly appId: string };
  return {
    ...world,
    ids: {
      "<client id of id-known>": made.properties.clientId,
      "<client id of an application>": application.appId,
    },
  };
}

/** A text with the ids in place of what stands for them. */
export function withIds(text: string, { ids }: Prepared): string {
  return Object.entries(ids).reduce((filled, [name, id]) => filled.replaceAll(name, id), text);
}

/** All that the directories hold. Signing keys are no part of it. */
export function directoriesOf({ emulator }: InProcess): string {
  const { directories, ...rest } = emulator.context.store.state;
  return JSON.stringify([directories.map(({ signingKeys: _keys, ...directory }) => directory), rest]);
}
