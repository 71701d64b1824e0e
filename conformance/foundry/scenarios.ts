// Agents of a Foundry project in the other directory, with Microsoft's SDKs as they are: made, asked, followed; and
// refused without a role, with another audience's token, with a token of the wrong directory.
import { deepEqual } from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { sides } from "../chains.ts";
import type { Ended } from "../child.ts";
import type { ControlScenario, Stage } from "../control-plane/scenario.ts";
import { tail } from "../redact.ts";
import { classicOutput, currentOutput, pythonOutput } from "./expected.ts";
import type { Applied, ProgramOptions } from "./setup.ts";
import { applyText, configurationFor, foundryOf, runOnHost } from "./setup.ts";

const question = `What is open? ${randomUUID()}`;

type Credential = "tegata" | "azure-identity";

interface Api {
  readonly client: string;
  readonly program: string;
  readonly output: (question: string, answer: string) => unknown;
}

const apis: readonly Api[] = [
  { client: "ai-agents-1.1", program: "classic.mjs", output: classicOutput },
  { client: "ai-projects-2.10", program: "current.mjs", output: currentOutput },
];

const reaches = ["token", "foundry"] as const;

/** What an agent says to the application, for the ids of which it is asked. */
function answerPattern({ applicationClientId }: Applied): RegExp {
  const guid = "[0-9a-f-]{36}";
  return new RegExp(
    `^You are application ${applicationClientId} of directory contoso \\(${guid}\\), known in directory fabrikam \\(${guid}\\) as ${guid}\\. You said: ${question.replaceAll("?", "\\?")}$`,
  );
}

/** Every answer in what was printed, put aside: it must be of the one form, and be the same everywhere. */
function judgeOutput(ended: Ended, applied: Applied, output: Api["output"]): void {
  if (ended.code !== 0) throw new Error(`ended with ${ended.code}:\n${tail(ended)}`);
  const printed = JSON.parse(ended.stdout) as unknown;
  const answer = /"(You are application [^"]*)"/.exec(ended.stdout)?.[1] ?? "";
  if (!answerPattern(applied).test(answer)) throw new Error(`the agent did not say who called: ${answer}`);
  deepEqual(printed, output(question, answer));
}

function variablesFor(stage: Stage, applied: Applied, endpoint: string): Record<string, string> {
  return {
    TENANT_ID: sides(stage.emulator.environment).resource.tenantId,
    CLIENT_ID: applied.applicationClientId,
    MANAGED_IDENTITY_CLIENT_ID: applied.managedIdentityClientId,
    PROJECT_ENDPOINT: endpoint,
    QUESTION: question,
  };
}

function publicEndpoint(stage: Stage): string {
  const { account, project } = foundryOf(stage);
  return `https://${account}.services.ai.azure.com/api/projects/${project}`;
}

function works({ client, program, output }: Api, credential: Credential): ControlScenario {
  return {
    id: `foundry/made-asked-followed/${credential}`,
    client,
    reaches: [...reaches, "managedIdentity:app-orders", "managedIdentity:func-agents"],
    run: async (stage) => {
      const applied = await applyText(stage, configurationFor(stage, { name: "orders", role: "Foundry User" }));
      const run = (under: ProgramOptions["under"], endpoint: string): Promise<Ended> =>
        runOnHost(stage, {
          place: stage.client,
          program: join("programs", "foundry", program),
          under,
          variables: { ...variablesFor(stage, applied, endpoint), CREDENTIAL: credential },
        });
      judgeOutput(await run("variables", foundryOf(stage).endpoint), applied, output);
      judgeOutput(await run("exec", publicEndpoint(stage)), applied, output);
    },
  };
}

interface Refusal {
  readonly changes: (stage: Stage) => Readonly<Record<string, string>>;
  readonly says: RegExp;
}

const refusals: readonly Refusal[] = [
  { changes: () => ({}), says: /lacks the required data action `Microsoft\.CognitiveServices\/accounts\/AIServices\// },
  // The gateway's flat 401 (`{"statusCode":401,…}`) is more than these SDKs for JavaScript can read.
  {
    changes: () => ({ SCOPE: "https://storage.azure.com/.default" }),
    says: /audience is incorrect|Cannot read properties of undefined \(reading '(?:message|code)'\)/,
  },
  {
    changes: ({ emulator }) => ({ TENANT_ID: sides(emulator.environment).home.tenantId }),
    says: /Token tenant 11111111-1111-4111-8111-111111111111 does not match resource tenant/,
  },
];

function refused({ client, program }: Api, credential: Credential): ControlScenario {
  return {
    id: `foundry/refused/${credential}`,
    client,
    reaches: [...reaches, "managedIdentity:app-orders"],
    run: async (stage) => {
      // Reader gives no access to the data in an account; a mistake that everybody makes once.
      const applied = await applyText(stage, configurationFor(stage, { name: "orders", role: "Reader" }));
      for (const { changes, says } of refusals) {
        const variables = { ...variablesFor(stage, applied, foundryOf(stage).endpoint), CREDENTIAL: credential };
        const ended = await runOnHost(stage, {
          place: stage.client,
          program: join("programs", "foundry", program),
          under: "variables",
          variables: { ...variables, ...changes(stage) },
        });
        if (ended.code === 0) throw new Error(`was not refused, where ${says.source} was expected`);
        if (!says.test(ended.stderr)) throw new Error(`was refused without a word of ${says.source}:\n${tail(ended)}`);
      }
    },
  };
}

const python: ControlScenario = {
  id: "foundry/made-asked-followed",
  client: "ai-foundry-python",
  reaches: [...reaches, "managedIdentity:func-agents"],
  run: async (stage) => {
    const applied = await applyText(stage, configurationFor(stage, { name: "orders", role: "Foundry User" }));
    const ended = await runOnHost(stage, {
      place: stage.client,
      program: join("programs", "foundry-python", "foundry.py"),
      under: "exec",
      variables: {
        ...variablesFor(stage, applied, publicEndpoint(stage)),
        DIRECT_ENDPOINT: foundryOf(stage).endpoint,
      },
    });
    judgeOutput(ended, applied, pythonOutput);
  },
};

export const foundryScenarios: readonly ControlScenario[] = [
  ...apis.flatMap((api) =>
    (["tegata", "azure-identity"] as const).flatMap((credential) => [works(api, credential), refused(api, credential)]),
  ),
  python,
];
