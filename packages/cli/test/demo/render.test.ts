import { expect, test } from "vitest";
import { readEvidence } from "../../src/demo/evidence.ts";
import { renderDemo, renderKept, renderNext } from "../../src/demo/render.ts";
import { anEnvironment } from "../an-environment.ts";
import { fakeTerminal } from "../fake-terminal.ts";
import { aJournal, parties } from "./a-demo.ts";

test("the demo shows both ways hop by hop, the proof, and every token with its kind of credential", () => {
  const roundTrip = { file: "orders.bin", bytes: 262_144, sha256: "933cc213731c48650011", milliseconds: 320 };
  const evidence = readEvidence(aJournal(), parties);
  const answer =
    "You are application c9b2ad51-228c-4487-9f7b-c0d87c5bb3ef of directory contoso, known in directory fabrikam as 88a26b75-605b-44aa-a435-ce43baf70d5e. You said: Which orders are open?";
  const conversation = { question: "Which orders are open?", classic: answer, current: answer, milliseconds: 210 };
  const shown = renderDemo({ environment: anEnvironment, evidence, roundTrip, conversation }, fakeTerminal());
  const plain = shown.replaceAll(/<\w+>|<\/>/g, "");
  expect(plain.split("\n").filter((line) => line.length > 100)).toEqual([]);
  expect(shown).toBe(
    `<bold>1. A blob, from App Service: app-orders in contoso, resource in fabrikam</>

<bold>Hop 1, managed identity: </>the workload asks its host for a token of its user-assigned managed
   identity
   issuer     https://login.microsoftonline.com/11111111-1111-4111-8111-111111111111/v2.0  (contoso)
   subject    9b18a985-3708-447f-b3b4-34fa6dfd00af  = id-orders; the credential names it
   audience   fb60f99c-7a34-4190-8149-302f77469936  = api://AzureADTokenExchange
   lifetime   24 h 5 min, until 2026-01-02T00:00:00.000Z

<bold>Hop 2, exchange: </>the workload presents that token as client assertion at the resource directory's
   token endpoint
   client     c9b2ad51-228c-4487-9f7b-c0d87c5bb3ef  = orders-cross-tenant, of contoso
   proof      the token of hop 1 (assertion or certificate)
   issuer     https://sts.windows.net/22222222-2222-4222-8222-222222222222/  (fabrikam)
   subject    88a26b75-605b-44aa-a435-ce43baf70d5e  = its principal in fabrikam; the role names it
   audience   https://storage.azure.com
   lifetime   65 min, until 2026-01-01T01:00:00.000Z

<bold>Hop 3, resource: </>the workload calls the resource with the access token it got
   did        BlockBlob_Upload, Blob_Download
   role       Storage Blob Data Contributor
   at         Microsoft.Storage/storageAccounts/fabrikamdata

<green>What was written is what was read: 262144 bytes, sha256 933cc213731c4865…, in 320 ms</>

<bold>2. An agent of AI Foundry, from Functions: func-agents in contoso, resource in fabrikam</>

<bold>Hop 1, managed identity: </>as above, but from the endpoint of func-agents

<bold>Hop 2, exchange: </>as above, but for another resource
   audience   https://ai.azure.com

<bold>Hop 3, resource: </>the workload calls the resource with the access token it got
   did        POST /threads/runs, POST /openai/*
   role       Foundry User
   at         Microsoft.CognitiveServices/accounts/fabrikamai/projects/agents

<green>The classic and the current agent were asked “Which orders are open?”, in 210 ms:</>
   answer     You are application c9b2ad51-228c-4487-9f7b-c0d87c5bb3ef of directory contoso, known
              in directory fabrikam as 88a26b75-605b-44aa-a435-ce43baf70d5e. You said: Which orders
              are open?

<bold>Every token that was issued, and what proved the one who got it:</>
    2 × client secret                 Contoso operator, contoso → Graph
    1 × client secret                 Fabrikam operator, fabrikam → Resource Manager
    1 × client secret                 Contoso operator, contoso → Resource Manager
    1 × managed identity              id-orders on app-orders, contoso → api://AzureADTokenExchange
    1 × federated identity credential orders-cross-tenant, fabrikam → https://storage.azure.com
    1 × managed identity              id-orders on func-agents, contoso → api://AzureADTokenExchange
    1 × federated identity credential orders-cross-tenant, fabrikam → https://ai.azure.com
   The workload's chain used no secret: a managed identity, then a federated identity credential.
   The client secrets are those of contoso's and fabrikam's operators, who signed in to set it up.`,
  );
});

test("what to try next are commands that can be typed", () => {
  expect(renderNext("tegata")).toBe(`Try next:
  tegata demo --keep                           leave all this running and look around
  tegata emulator start                        two empty directories of your own, in another terminal; then:
  tegata emulator configuration > tegata.yaml  what to set up there
  tegata apply                                 set it up; emulator start says how to sign in
  tegata exec --on app-orders -- node app.js   your program, unchanged, as if on App Service`);
});

test("a demo that is kept says how to reach it", () => {
  expect(
    renderKept(anEnvironment, "tegata", {
      url: "http://127.0.0.1:5000",
      functionsUrl: "http://127.0.0.1:5001",
      file: "/state/tegata.yaml",
    }),
  ).toBe(
    `It keeps running. In another terminal:
  open http://127.0.0.1:5000                       the sample app, on host app-orders
  curl http://127.0.0.1:5001/api/agents/current -d '{"question":"Who am I?"}'   the functions, on func-agents
  tegata emulator env --state /state
  tegata exec --on app-orders --state /state -- node app.js
  the configuration that was applied: /state/tegata.yaml
Ctrl-C ends everything and leaves nothing behind.`,
  );
});
