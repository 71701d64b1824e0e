import type { TestEmulator } from "../emulator.ts";
import type { Company } from "../wire.ts";
import { callArm, callGraph, field, postToken } from "../wire.ts";

/** A service principal made for a test, with a way to get its tokens. */
export interface TestCaller {
  readonly objectId: string;
  readonly clientId: string;
  readonly principalId: string;
  readonly token: (scope: string) => Promise<string>;
}

const tenants = {
  contoso: "11111111-1111-4111-8111-111111111111",
  fabrikam: "22222222-2222-4222-8222-222222222222",
};
export const subscriptions = {
  contoso: "/subscriptions/11111111-0000-4000-8000-00000000005b",
  fabrikam: "/subscriptions/22222222-0000-4000-8000-00000000005b",
} as const;

/** Makes an application with a service principal and a secret, without any right. */
export async function aCaller(emulator: TestEmulator, company: Company, displayName = "caller"): Promise<TestCaller> {
  const application = (await callGraph(emulator, company, "POST /v1.0/applications", { body: { displayName } })).body;
  const [objectId, clientId] = [field(application, "id"), field(application, "appId")];
  const principal = await callGraph(emulator, company, "POST /v1.0/servicePrincipals", { body: { appId: clientId } });
  const password = await callGraph(emulator, company, `POST /v1.0/applications/${objectId}/addPassword`, { body: {} });
  const secret = field(password.body, "secretText");
  const token = async (scope: string): Promise<string> => {
    const fields = { grant_type: "client_credentials", client_id: clientId, client_secret: secret, scope };
    return field((await postToken(emulator, fields, { tenant: tenants[company] })).body, "access_token");
  };
  return { objectId, clientId, principalId: field(principal.body, "id"), token };
}

/** Grants one of Graph's app roles, as an administrator does. */
export async function grantGraphRole(
  emulator: TestEmulator,
  company: Company,
  { principalId, role }: { readonly principalId: string; readonly role: string },
): Promise<void> {
  const graphId = "00000003-0000-0000-c000-000000000000";
  const { body } = await callGraph(emulator, company, `GET /v1.0/servicePrincipals(appId='${graphId}')`);
  const { id: resourceId, appRoles } = body as { id: string; appRoles: { id: string; value: string }[] };
  const appRoleId = appRoles.find(({ value }) => value === role)?.id;
  const path = `/v1.0/servicePrincipals/${principalId}/appRoleAssignments` as const;
  const answer = await callGraph(emulator, company, `POST ${path}`, { body: { principalId, resourceId, appRoleId } });
  if (answer.status !== 201) throw new Error(`the role ${role} could not be granted: ${answer.text}`);
}

/** Assigns a role as the directory's operator; returns the assignment's path. */
export async function assignRole(
  emulator: TestEmulator,
  company: Company,
  {
    scope,
    role,
    principalId,
    name = "abcd0000-0000-4000-8000-0000000000aa",
    condition,
  }: {
    readonly scope: string;
    readonly role: string;
    readonly principalId: string;
    readonly name?: string;
    readonly condition?: string;
  },
): Promise<`/${string}`> {
  const path = `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=2022-04-01`;
  const roleDefinitionId = `${subscriptions[company]}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
  const properties = { roleDefinitionId, principalId, ...(condition ? { condition } : {}) };
  const answer = await callArm(emulator, company, `PUT /${path.slice(1)}`, { body: { properties } });
  if (answer.status !== 201) throw new Error(`the role could not be assigned: ${answer.text}`);
  return `/${path.slice(1)}`;
}
