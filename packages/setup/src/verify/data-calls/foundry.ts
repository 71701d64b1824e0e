// A Foundry project: its agents are listed, one at most.
// https://learn.microsoft.com/rest/api/aifoundry/aiagents/list-agents
import type { RoleGrant } from "../../configuration/configuration.ts";
import { targetOf } from "../targets.ts";
import type { DataCallOptions, DataOutcome } from "./data-call.ts";
import { isAnswer, refused, send } from "./data-call.ts";

export async function callFoundry(options: DataCallOptions<RoleGrant>): Promise<DataOutcome> {
  const { grant, cloud, tenantId } = options;
  const { account, project } = targetOf(grant.scope);
  if (account === undefined || project === undefined)
    return { outcome: "not proven", what: "the scope names no Foundry project to call" };
  const origin = (options.dataEndpoint ?? `https://${account}.${cloud.foundrySuffix}`).replace(/\/+$/, "");
  const url = `${origin}/api/projects/${project}/assistants?api-version=v1&limit=1`;
  const call = { service: "foundry", method: "GET", url } as const;
  const answer = await send(call, options);
  if (!isAnswer(answer)) return answer;
  if (answer.status === 200) return { outcome: "proven", what: `the agents of project ${project} were listed` };
  if (answer.status === 501) return { outcome: "not proven", what: "the endpoint does not serve agents" };
  return refused(call, answer, tenantId);
}
