// What a first token costs: requests, and time against two bare requests.
import { composition, ids, scope, tegata, tenantOf } from "./contenders.ts";
import { median, rounded, type Result } from "./result.ts";
import { startScratchCloud, type ScratchCloud } from "./scratch-cloud.ts";

async function countedRequests(): Promise<Result[]> {
  const cloud = await startScratchCloud();
  try {
    const results: Result[] = [];
    const exactly = (name: string, figure: number, wanted: number): void => {
      results.push({ name, figure, unit: "requests", goal: { exactly: wanted }, samples: {} });
    };
    for (const authority of ["https://login.microsoftonline.com", "https://entra.example:8443"]) {
      await tegata(cloud, authority).getToken(scope, tenantOf(0));
      const { identity, token, other } = await cloud.takeCounts();
      exactly(`cold token, authority ${new URL(authority).host}`, identity + token + other, 2);
    }
    for (const directories of [1, 100]) {
      const { getToken } = tegata(cloud);
      await Promise.all(Array.from({ length: 1_000 }, (_, caller) => getToken(scope, tenantOf(caller % directories))));
      const { identity, token } = await cloud.takeCounts();
      const name = `1,000 cold callers at once, ${directories} ${directories === 1 ? "directory" : "directories"}`;
      exactly(`${name}: identity`, identity, 1);
      exactly(`${name}: exchange`, token, directories);
    }
    return results;
  } finally {
    cloud.stop();
  }
}

async function bare(cloud: ScratchCloud): Promise<void> {
  const { IDENTITY_ENDPOINT, IDENTITY_HEADER } = cloud.environment;
  const url = `${IDENTITY_ENDPOINT}?api-version=2019-08-01&resource=api://AzureADTokenExchange&client_id=${ids.identity}`;
  const first = await fetch(url, { headers: { "X-IDENTITY-HEADER": IDENTITY_HEADER } });
  const { access_token: client_assertion } = (await first.json()) as { access_token: string };
  const client_assertion_type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  const grant = { client_id: ids.application, scope, client_assertion_type, grant_type: "client_credentials" };
  const body = new URLSearchParams({ ...grant, client_assertion });
  const second = await fetch(`${cloud.origin}/${tenantOf(0)}/oauth2/v2.0/token`, { method: "POST", body });
  await second.json();
}

async function latency(delayMs: number, atMost: number, rounds: number): Promise<Result> {
  const cloud = await startScratchCloud(delayMs);
  try {
    const lanes: Record<string, () => Promise<unknown>> = {
      ours: () => tegata(cloud).getToken(scope, tenantOf(0)),
      "two bare requests": () => bare(cloud),
      composition: () => composition(cloud).getToken(scope, tenantOf(0)),
    };
    const samples: Record<string, number[]> = {};
    for (let round = -5; round < rounds; round += 1) {
      for (const [name, run] of Object.entries(lanes)) {
        const start = performance.now();
        await run();
        if (round >= 0) (samples[name] ??= []).push(rounded(performance.now() - start, 4));
      }
    }
    const figure = rounded(median(samples["ours"] ?? []) / median(samples["two bare requests"] ?? []));
    return {
      name: `cold token, ${delayMs} ms of network`,
      figure,
      unit: "× two bare requests",
      goal: { atMost },
      samples,
    };
  } finally {
    cloud.stop();
  }
}

export async function coldTokens(rounds: number): Promise<Result[]> {
  const counted = await countedRequests();
  return [...counted, await latency(0, 1.6, rounds), await latency(20, 1.05, rounds)];
}
