import { documented, recorded } from "../provenance.ts";
import type { BuiltInRole } from "./built-in-role.ts";
import { none } from "./built-in-role.ts";

const workspaces = "Microsoft.MachineLearningServices/workspaces";
/** What Foundry's owner roles carry besides. */
const foundrySupporting = [
  "Microsoft.ResourceHealth/availabilityStatuses/read",
  "Microsoft.Resources/deployments/*",
  "Microsoft.Resources/deployments/operations/read",
  "Microsoft.Resources/subscriptions/operationresults/read",
  "Microsoft.Resources/subscriptions/read",
  "Microsoft.Resources/subscriptions/resourcegroups/deployments/*",
  "Microsoft.Resources/subscriptions/resourceGroups/read",
  "Microsoft.Support/*",
];
/** The built-in roles of AI Foundry, and one that is often taken for them. */
export const foundryRoles: readonly BuiltInRole[] = [
  {
    id: "53ca6127-db72-4b80-b1b0-d745d6d5456d",
    name: "Foundry User",
    formerNames: ["Azure AI User"],
    description: "Reads AI projects and works with the data in them.",
    permissions: {
      ...none,
      actions: [
        "Microsoft.Authorization/*/read",
        "Microsoft.CognitiveServices/*/read",
        "Microsoft.CognitiveServices/accounts/listkeys/action",
        "Microsoft.Insights/alertRules/read",
        "Microsoft.Insights/diagnosticSettings/read",
        "Microsoft.Insights/logDefinitions/read",
        "Microsoft.Insights/metricdefinitions/read",
        "Microsoft.Insights/metrics/read",
        "Microsoft.ResourceHealth/availabilityStatuses/read",
        "Microsoft.Resources/deployments/*",
        "Microsoft.Resources/subscriptions/operationresults/read",
        "Microsoft.Resources/subscriptions/read",
        "Microsoft.Resources/subscriptions/resourceGroups/read",
        "Microsoft.Support/*",
      ],
      dataActions: ["Microsoft.CognitiveServices/*"],
    },
    provenance: recorded("https://azure-rbac-catalog.org/roles/53ca6127-db72-4b80-b1b0-d745d6d5456d/azure-ai-user"),
  },
  {
    id: "eed3b665-ab3a-47b6-8f48-c9382fb1dad6",
    name: "Foundry Agent Consumer",
    formerNames: [],
    description:
      "Talks to agents through their own endpoints. Neither sees nor changes them; may be held at one agent.",
    permissions: {
      ...none,
      dataActions: ["Microsoft.CognitiveServices/accounts/AIServices/endpoints/interact/action"],
    },
    provenance: documented("https://learn.microsoft.com/azure/foundry/agents/concepts/hosted-agent-permissions"),
  },
  {
    id: "eadc314b-1a2d-4efa-be10-5d325db5065e",
    name: "Foundry Project Manager",
    formerNames: ["Azure AI Project Manager"],
    description: "Manages AI projects, works with the data in them, and may give others the role Foundry User.",
    permissions: {
      ...none,
      actions: [
        "Microsoft.Authorization/roleAssignments/write",
        "Microsoft.Authorization/roleAssignments/delete",
        "Microsoft.CognitiveServices/accounts/*/read",
        "Microsoft.CognitiveServices/accounts/projects/*",
        "Microsoft.CognitiveServices/locations/*/read",
        "Microsoft.Authorization/*/read",
        "Microsoft.Insights/alertRules/*",
        "Microsoft.Resources/deployments/*",
        "Microsoft.Resources/subscriptions/resourceGroups/read",
      ],
      dataActions: ["Microsoft.CognitiveServices/*"],
    },
    provenance: recorded(
      "https://azure-rbac-catalog.org/roles/eadc314b-1a2d-4efa-be10-5d325db5065e/azure-ai-project-manager",
    ),
  },
  {
    id: "e47c6f54-e4a2-4754-9501-8e0985b135e1",
    name: "Foundry Account Owner",
    formerNames: ["Azure AI Account Owner"],
    description: "Manages AI accounts and projects. Gives no access to the data in them.",
    permissions: {
      ...none,
      actions: [
        "Microsoft.Authorization/*/read",
        "Microsoft.Authorization/roleAssignments/write",
        "Microsoft.Authorization/roleAssignments/delete",
        "Microsoft.CognitiveServices/*",
        "Microsoft.Features/features/read",
        "Microsoft.Features/providers/features/read",
        "Microsoft.Features/providers/features/register/action",
        "Microsoft.Insights/alertRules/*",
        "Microsoft.Insights/diagnosticSettings/*",
        "Microsoft.Insights/logDefinitions/read",
        "Microsoft.Insights/metricdefinitions/read",
        "Microsoft.Insights/metrics/read",
        ...foundrySupporting,
      ],
    },
    provenance: recorded(
      "https://www.azure-rbac-catalog.org/roles/e47c6f54-e4a2-4754-9501-8e0985b135e1/azure-ai-account-owner",
    ),
  },
  {
    id: "c883944f-8b7b-4483-af10-35834be79c4a",
    name: "Foundry Owner",
    formerNames: ["Azure AI Owner"],
    description: "Manages AI accounts and projects and works with the data in them.",
    permissions: {
      ...none,
      actions: ["Microsoft.Authorization/*/read", "Microsoft.CognitiveServices/*", ...foundrySupporting],
      dataActions: ["Microsoft.CognitiveServices/*"],
    },
    provenance: recorded(
      "https://www.azure-rbac-catalog.org/roles/c883944f-8b7b-4483-af10-35834be79c4a/azure-ai-owner",
    ),
  },
  {
    id: "64702f94-c441-49e6-a78b-ef80e0188fee",
    name: "Azure AI Developer",
    formerNames: [],
    description: "Works in Machine Learning workspaces and hubs. Opens no agent of a Foundry project.",
    permissions: {
      ...none,
      actions: [
        ...["read", "action", "delete", "write"].map((verb) => `${workspaces}/*/${verb}`),
        "Microsoft.MachineLearningServices/locations/*/read",
        "Microsoft.Authorization/*/read",
        "Microsoft.Resources/deployments/*",
      ],
      notActions: [
        "delete",
        "write",
        "listKeys/action",
        "hubs/write",
        "hubs/delete",
        "featurestores/write",
        "featurestores/delete",
        "evaluations/results/labels/read",
        "evaluations/results/reasonings/read",
        "simulations/results/images/read",
      ].map((action) => `${workspaces}/${action}`),
      dataActions: ["OpenAI", "SpeechServices", "ContentSafety", "MaaS"].map(
        (kind) => `Microsoft.CognitiveServices/accounts/${kind}/*`,
      ),
    },
    provenance: recorded(
      "https://azure-rbac-catalog.org/roles/64702f94-c441-49e6-a78b-ef80e0188fee/azure-ai-developer",
    ),
  },
];
