// Every kind of wrong input, with what the program says to it and how it ends. The test runs each row through the whole
// command line; the documentation's table is made from the same rows.

export const valid = `version: 1
cloud: public
home:
  tenantId: 11111111-1111-4111-8111-111111111111
  subscriptionId: 11111111-0000-4000-8000-00000000005b
  resourceGroup: rg-app
  location: japaneast
  identity: id-orders
  hosts: [{ kind: appService, name: app-orders }]
  application: { name: orders-cross-tenant }
  trusts: [managedIdentity]
resources:
  - tenantId: 22222222-2222-4222-8222-222222222222
    grants:
      - role: Storage Blob Data Contributor
        scope: /subscriptions/22222222-0000-4000-8000-00000000005b/resourceGroups/rg-data/providers/Microsoft.Storage/storageAccounts/fabrikamdata
`;

/** What a row needs around it that words and file do not say. */
export type Circumstance =
  | "no rights at home"
  | "no rights in the resource directory"
  | "signed in to the other directory"
  | "a token of the other directory"
  | "expired client secret"
  | "wrong client secret"
  | "Azure CLI not installed"
  | "Azure CLI not signed in"
  | "Azure CLI sign-in expired"
  | "throttled"
  | "service down"
  | "torn answers"
  | "no name resolution"
  | "connection refused"
  | "unknown certificate authority"
  | "proxy answers HTML";

export interface WrongInput {
  readonly what: string;
  /** Behind `tegata`; `plan` when left out. */
  readonly words?: readonly string[];
  /** Pairs of what stands in a valid tegata.yaml and what is written instead. */
  readonly edits?: readonly (readonly [string, string])[];
  /** The whole file instead; "none" and "a folder" are what they say. */
  readonly file?: string | Uint8Array;
  readonly circumstance?: Circumstance;
  /** Whether home's half is there afterwards: it hangs on nothing in the other directory. */
  readonly makesHome?: true;
  readonly exit: 0 | 1 | 64;
}

export interface WrongInputGroup {
  readonly title: string;
  readonly rows: readonly WrongInput[];
}
