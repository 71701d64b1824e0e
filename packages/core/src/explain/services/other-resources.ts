// Resources beside the main ones, which refuse a workload's token in words of their own.
import type { Knowledge } from "../knowledge.ts";
import { knowledgeOf } from "../knowledge.ts";

const sql = knowledgeOf("sql", { hop: 3, service: "sql" });
const bus = knowledgeOf("service-bus", { hop: 3, service: "serviceBus" });
const vault = knowledgeOf("key-vault", { hop: 3, service: "keyVault" });
const cosmos = knowledgeOf("cosmos-db", { hop: 3, service: "cosmosDb" });

const powerBi = knowledgeOf("power-bi", { hop: 3, service: null });
const api = knowledgeOf("api", { hop: 3, service: null });

/** Azure SQL, Service Bus and Event Hubs, Cosmos DB, Power BI; Key Vault's rule for calls on behalf of another. */
export const otherResourceKnowledge: readonly Knowledge[] = [
  sql("no-user", {
    code: "18456",
    title: "the principal is no user of the database",
    meaning: "Azure SQL accepted the token, and no user of the database stands for its principal.",
    when: ["Login failed for user '<token-identified principal>'", "token-identified principal"],
    causes: [
      [
        "no-user",
        "no contained user was made for the service principal",
        "In the database: CREATE USER [<name>] FROM EXTERNAL PROVIDER; then add it to a role.",
      ],
      [
        "other-tenant",
        "the token is of another directory than the server's",
        "A server trusts one directory: exchange at that one.",
      ],
    ],
    links: ["https://learn.microsoft.com/azure/azure-sql/database/authentication-aad-service-principal"],
  }),
  sql("no-token", {
    code: "18456",
    title: "the connection carried no token",
    meaning: "Azure SQL was reached without a token of Microsoft Entra, so nobody's name came along.",
    when: ["Login failed for user 'NT AUTHORITY\\ANONYMOUS LOGON'", "NT AUTHORITY\\ANONYMOUS LOGON"],
    causes: [
      [
        "no-token",
        "the connection string names no way to sign in, or the program set no access token",
        "Set Authentication=Active Directory Default (or Managed Identity), or the connection's access token for https://database.windows.net/.default.",
      ],
      ["database", "the principal is no user of the database that was named", "Name the database where it is a user."],
    ],
    links: ["https://learn.microsoft.com/azure/azure-sql/database/authentication-aad-service-principal"],
  }),
  bus("denied", {
    code: "Unauthorized",
    title: "no data role at the namespace",
    meaning: "Service Bus or Event Hubs accepted the token, and its principal has no role that allows this.",
    when: [
      ["Unauthorized access", "claim(s) are required to perform this operation"],
      ["InvalidSignature: The token has an invalid signature", "servicebus"],
    ],
    causes: [
      [
        "no-data-role",
        "the principal has no data role at the namespace or the entity",
        "Assign Azure Service Bus Data Sender or Receiver (Azure Event Hubs Data …) to the service principal.",
      ],
    ],
    links: ["https://learn.microsoft.com/azure/service-bus-messaging/authenticate-application"],
  }),
  api("invalid-token", {
    code: "401",
    title: "the API does not accept the token",
    meaning: "An API of somebody's own read the token and refuses its audience, issuer, signature or lifetime.",
    when: [
      "IDX10214",
      "IDX10205",
      "IDX10206",
      "IDX10208",
      "IDX10223",
      "IDX10222",
      "IDX10500",
      "IDX10501",
      "IDX10503",
      "IDX10511",
      "IDX40001",
    ],
    unless: ["AuthenticationErrorDetail", "x-ms-version"],
    causes: [
      [
        "audience",
        "the token was asked for another resource than the API's own id, or the API expects its id in another form",
        "Ask for <the API's application id URI>/.default; let the API accept both api://<client id> and <client id>.",
      ],
      [
        "issuer",
        "the token is of another directory, or of the other version (sts.windows.net for v1, login.microsoftonline.com/…/v2.0)",
        "Let the API accept the resource directory's issuer, in the version that its requestedAccessTokenVersion says.",
      ],
      ["expired", "the token has expired, or a clock is wrong", "Let the credential refresh it; check the clocks."],
    ],
    links: ["https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-tokens"],
  }),
  cosmos("denied", {
    code: "Forbidden",
    title: "no data role at the Cosmos DB account",
    meaning: "Cosmos DB accepted the token, and its principal has no data role of Cosmos DB's own.",
    when: [
      ["Request blocked by Auth", "does not have required RBAC permissions"],
      "cannot be authorized by AAD token in data plane",
      ["does not have required RBAC permissions to perform action", "documents.azure.com"],
      ["required RBAC permissions to perform action", "Microsoft.DocumentDB"],
      "cosmos-native-rbac",
    ],
    causes: [
      [
        "no-data-role",
        "Azure roles give no access to data here",
        'az cosmosdb sql role assignment create --role-definition-name "Cosmos DB Built-in Data Contributor" --principal-id <object id>.',
      ],
    ],
    links: ["https://learn.microsoft.com/azure/cosmos-db/how-to-setup-rbac"],
  }),
  powerBi("denied", {
    code: "PowerBINotAuthorizedException",
    title: "Power BI does not let the principal in",
    meaning: "Power BI knows the token, and its own settings do not let this service principal do that.",
    when: ["PowerBINotAuthorizedException", ["API is not accessible for application", "powerbi"]],
    causes: [
      [
        "tenant-setting",
        "Power BI's admin portal does not allow service principals to use its APIs, or not this one's security group",
        "Put the service principal into a security group and name it in the tenant settings for developers (for admin APIs: in those for read-only admin APIs). It takes a quarter of an hour.",
      ],
      [
        "workspace",
        "the service principal is no member of the workspace",
        "Add it to the workspace as member or admin; roles of Azure do not count here.",
      ],
      [
        "api-permissions",
        "a call of the admin APIs by an application that has permissions of Power BI which need an administrator's consent",
        "Take those permissions away from its registration: the admin portal's setting replaces them.",
      ],
    ],
    links: ["https://learn.microsoft.com/power-bi/developer/embedded/embed-service-principal"],
  }),
  vault("on-behalf-of", {
    code: "ForbiddenByPolicy",
    title: "the access policy names an application beside the principal",
    meaning: "Key Vault accepted the token; the policy for this principal is for calls on behalf of it only.",
    when: ["to use on-behalf-of (OBO) flow"],
    causes: [
      [
        "compound",
        "the access policy was made with an authorized application as well, so a direct call is not covered",
        "Remove that policy and add one without it: az keyvault set-policy --object-id <oid of the text> --secret-permissions get.",
      ],
    ],
    links: ["https://learn.microsoft.com/azure/key-vault/general/assign-access-policy"],
  }),
];
