import type { Knowledge } from "../knowledge.ts";
import { otherSubjects } from "../subjects/other-subjects.ts";
import { appServiceKnowledge } from "./app-service.ts";
import { clientKnowledge } from "./client.ts";
import { clientExchangeKnowledge } from "./client-exchange.ts";
import { dataServiceKnowledge } from "./data.ts";
import { graphKnowledge } from "./graph.ts";
import { graphSetupKnowledge } from "./graph-setup.ts";
import { issuerKnowledge } from "./issuers.ts";
import { managedIdentityKnowledge } from "./managed-identity.ts";
import { otherResourceKnowledge } from "./other-resources.ts";
import { resourceManagerKnowledge } from "./resource-manager.ts";
import { resourceManagerSetupKnowledge } from "./resource-manager-setup.ts";
import { storageKnowledge } from "./storage.ts";

/** Everything that is found by its words; codes of the token service are found by their numbers. */
export const knowledge: readonly Knowledge[] = [
  ...issuerKnowledge,
  ...appServiceKnowledge,
  ...managedIdentityKnowledge,
  ...clientKnowledge,
  ...clientExchangeKnowledge,
  ...resourceManagerSetupKnowledge,
  ...resourceManagerKnowledge,
  ...graphSetupKnowledge,
  ...graphKnowledge,
  ...storageKnowledge,
  ...dataServiceKnowledge,
  ...otherResourceKnowledge,
  ...otherSubjects,
];
