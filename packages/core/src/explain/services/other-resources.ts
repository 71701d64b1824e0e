// Resources beside the main ones, which refuse a workload's token in words of their own.
import type { Knowledge } from "../knowledge.ts";
import { knowledgeOf } from "../knowledge.ts";

const sql = knowledgeOf("sql", { hop: 3, service: "sql" });
const bus = knowledgeOf("service-bus", { hop: 3, service: "serviceBus" });
const vault = knowledgeOf("key-vault", { hop: 3, service: "keyVault" });
const cosmos = knowledgeOf("cosmos-db", { hop: 3, service: "cosmosDb" });

/** Azure SQL, Service Bus and Event Hubs, Cosmos DB; Key Vault's rule for calls on behalf of another. */
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
