// msal-node's own client with one cache for many directories. Its cache is filled through its own serialised form:
// fetching 10,000 tokens would take it two minutes.
import { ConfidentialClientApplication } from "@azure/msal-node";
import { anAssertion, aToken } from "./scratch-cloud.ts";
import { ids, publicAuthority, scope, tenantOf, type Contender } from "./contenders.ts";

interface SerializedCache {
  AccessToken: Record<string, Record<string, string>>;
}

/** One that holds tokens of that many directories. Sends nothing but the first request, which is answered here. */
export async function msalNode(directories: number): Promise<Contender> {
  let asked = 0;
  const assertion = anAssertion();
  const answer = { token_type: "Bearer", expires_in: 3_599, ext_expires_in: 3_599, access_token: aToken({ aud: "a" }) };
  const respond = async () => ({ headers: {}, body: answer, status: 200 });
  const client = new ConfidentialClientApplication({
    auth: {
      clientId: ids.application,
      authority: `${publicAuthority}/${tenantOf(0)}`,
      clientAssertion: async () => {
        asked += 1;
        return assertion;
      },
    },
    system: { networkClient: { sendGetRequestAsync: respond, sendPostRequestAsync: respond } as never },
  });
  const acquire = async (wanted: string, tenantId: string): Promise<{ token: string } | null> => {
    const authority = `${publicAuthority}/${tenantId}`;
    const result = await client.acquireTokenByClientCredential({ scopes: [wanted], authority });
    return result && { token: result.accessToken };
  };
  await acquire(scope, tenantOf(0));
  const cache = client.getTokenCache();
  const held = JSON.parse(cache.serialize()) as SerializedCache;
  const [first] = Object.entries(held.AccessToken);
  if (first === undefined) throw new Error("msal-node holds no token after a request");
  const [key, entry] = first;
  for (let number = 1; number < directories; number += 1) {
    const swap = (text: string): string => text.replaceAll(tenantOf(0), tenantOf(number));
    held.AccessToken[swap(key)] = Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, swap(value)]));
  }
  cache.deserialize(JSON.stringify(held));
  return { getToken: acquire, assertionsAsked: () => asked };
}
