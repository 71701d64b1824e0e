import { lookup } from "node:dns/promises";
import { request } from "node:https";
import { isIPv6 } from "node:net";

/** An answer, with as much of its body as was allowed. */
export interface IssuerAnswer {
  readonly status: number;
  readonly body: string;
}

export interface IssuerRequest {
  /** The address to connect to. The name is not looked up again: it might mean something else by then. */
  readonly address: string;
  /** Longer bodies are an error. */
  readonly limitBytes: number;
  readonly signal: AbortSignal;
}

/** How issuers outside are reached. Tests pass their own. */
export interface IssuerNetwork {
  /** Every address of a host. */
  readonly resolve: (hostname: string) => Promise<readonly string[]>;
  /** One GET over HTTPS. Redirects are not followed. */
  readonly get: (url: URL, options: IssuerRequest) => Promise<IssuerAnswer>;
}

/** One GET to a given address, certificate and name checked as always. */
function get(url: URL, { address, limitBytes, signal }: IssuerRequest): Promise<IssuerAnswer> {
  const family = isIPv6(address) ? 6 : 4;
  return new Promise((resolve, reject) => {
    const asked = request(
      url,
      {
        agent: false,
        signal,
        headers: { accept: "application/json" },
        lookup: (_hostname, options, callback) => {
          if (options.all) callback(null, [{ address, family }]);
          else callback(null, address, family);
        },
      },
      (response) => {
        const parts: Buffer[] = [];
        let length = 0;
        response.on("data", (part: Buffer) => {
          length += part.length;
          if (length > limitBytes) asked.destroy(new Error(`the answer is longer than ${limitBytes} bytes`));
          else parts.push(part);
        });
        response.on("end", () => {
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString("utf8") });
        });
        response.on("error", reject);
      },
    );
    asked.on("error", reject);
    asked.end();
  });
}

/** The internet. */
export const internet: IssuerNetwork = {
  resolve: async (hostname) => (await lookup(hostname, { all: true })).map(({ address }) => address),
  get,
};
