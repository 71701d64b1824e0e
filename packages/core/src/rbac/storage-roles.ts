import { documented } from "../provenance.ts";
import type { BuiltInRole } from "./built-in-role.ts";
import { none, supporting } from "./built-in-role.ts";

const page = documented("https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/storage");
const account = "Microsoft.Storage/storageAccounts";
const containers = `${account}/blobServices/containers`;
const delegationKey = `${account}/blobServices/generateUserDelegationKey/action`;

/** What opens blobs, and what is taken for it. */
export const storageRoles: readonly BuiltInRole[] = [
  {
    id: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
    name: "Storage Blob Data Reader",
    formerNames: [],
    description: "Reads and lists containers and blobs.",
    permissions: { ...none, actions: [`${containers}/read`, delegationKey], dataActions: [`${containers}/blobs/read`] },
    provenance: page,
  },
  {
    id: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    name: "Storage Blob Data Contributor",
    formerNames: [],
    description: "Reads, writes and deletes containers and blobs.",
    permissions: {
      ...none,
      actions: [`${containers}/delete`, `${containers}/read`, `${containers}/write`, delegationKey],
      dataActions: [
        `${containers}/blobs/delete`,
        `${containers}/blobs/read`,
        `${containers}/blobs/write`,
        `${containers}/blobs/move/action`,
        `${containers}/blobs/add/action`,
      ],
    },
    provenance: page,
  },
  {
    id: "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
    name: "Storage Blob Data Owner",
    formerNames: [],
    description: "Everything with containers and blobs, access control included.",
    permissions: { ...none, actions: [`${containers}/*`, delegationKey], dataActions: [`${containers}/blobs/*`] },
    provenance: page,
  },
  {
    id: "db58b8e5-c6ad-4a2a-8342-4190687cbf4a",
    name: "Storage Blob Delegator",
    formerNames: [],
    description: "Gets user delegation keys, to sign with. Opens no blob itself.",
    permissions: { ...none, actions: [delegationKey] },
    provenance: page,
  },
  {
    id: "17d1049b-9a84-46fb-8f53-869881c3d3ab",
    name: "Storage Account Contributor",
    formerNames: [],
    description: "Manages storage accounts, their keys included. Gives no access to the data by tokens.",
    permissions: {
      ...none,
      actions: [
        "Microsoft.Insights/diagnosticSettings/*",
        "Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action",
        "Microsoft.ResourceHealth/availabilityStatuses/read",
        `${account}/*`,
        ...supporting,
      ],
    },
    provenance: page,
  },
  {
    id: "81a9662b-bebf-436f-a333-f67b29880f12",
    name: "Storage Account Key Operator Service Role",
    formerNames: [],
    description: "Lists and renews the keys of storage accounts.",
    permissions: { ...none, actions: [`${account}/listkeys/action`, `${account}/regeneratekey/action`] },
    provenance: page,
  },
  {
    id: "c12c1c16-33a1-487b-954d-41c89c60f349",
    name: "Reader and Data Access",
    formerNames: [],
    description: "Reads a storage account and lists its keys, which open everything in it.",
    permissions: {
      ...none,
      actions: [`${account}/listKeys/action`, `${account}/ListAccountSas/action`, `${account}/read`],
    },
    provenance: page,
  },
];
