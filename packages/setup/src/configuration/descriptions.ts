/** What each key of tegata.yaml means: editors show it, and the reference page lists it. `[]` stands for an item of a list. */
export const keyDescriptions: Readonly<Record<string, string>> = {
  version: "The version of this file's form.",
  cloud:
    "The cloud by name (`public`, `usgov`, `china`), or the https URL of its metadata: the emulator's, Azure Stack's.",
  home: "The directory that has the workload.",
  "home.tenantId": "The home directory's id.",
  "home.subscriptionId": "The subscription of the identity and the hosts. Needed with `identity`.",
  "home.resourceGroup": "The resource group of the identity and the hosts; it must exist. Needed with `identity`.",
  "home.location": "The Azure region in which the identity is made. Needed with `identity`.",
  "home.identity": "The user-assigned managed identity, made when it is missing.",
  "home.hosts": "The hosts to which the identity is assigned. They must exist: setup makes no hosts.",
  "home.hosts[].kind": "What the host is.",
  "home.hosts[].name": "The host's name, not its id or URL.",
  "home.hosts[].resourceGroup": "Where the host is, when not in `home.resourceGroup`.",
  "home.hosts[].subscriptionId": "Where the host is, when not in `home.subscriptionId`.",
  "home.application": "The multi-tenant application registration, made when it is missing.",
  "home.application.name": "Its display name. Its key in the directory (`uniqueName`) is made from it.",
  "home.application.clientId":
    "An existing application of the home directory, to be adopted. Its settings are brought in line.",
  "home.application.noSecretsPolicy":
    "A policy that forbids secrets on the application. Left out: made where the directory allows it, else told. `true`: it must be. `false`: it is not made.",
  "home.trusts":
    "Whose tokens the application takes in place of a secret; each becomes one federated identity credential.",
  "home.trusts[]": "`managedIdentity` (the identity above), or the issuer and subject of an outside token.",
  "home.trusts[].issuer": "The issuer of the outside token, exactly as its `iss` has it.",
  "home.trusts[].subject": "The subject of the outside token, exactly as its `sub` has it.",
  "home.trusts[].audience": "The audience of the outside token. The cloud's exchange audience when left out.",
  "home.trusts[].name":
    "The name of the federated identity credential; it can never be changed. Made from issuer and subject when left out.",
  resources: "The directories that have resources, one item each. The home directory itself is allowed.",
  "resources[].tenantId": "The resource directory's id.",
  "resources[].grants": "What the application may do there.",
  "resources[].grants[]": "An Azure role at a scope, or an app role (application permission) of an API.",
  "resources[].grants[].role": "An Azure role by name, present or former, or by GUID.",
  "resources[].grants[].scope": "The Resource Manager id at which the role is assigned; as narrow as the work allows.",
  "resources[].grants[].api": "The API by its URL (`https://graph.microsoft.com`, `api://…`) or its client id.",
  "resources[].grants[].appRole": "The app role by its value (`User.Read.All`) or its id.",
};
