// The clients for Go and Rust know IMDS at its own address only. `tegata exec` leads them there through HTTP_PROXY, in the
// name of the machine.
import { request } from "node:http";
import type { RunningEmulator } from "@tegata/emulator/testing";
import { startEmulator } from "@tegata/emulator/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hostEnvironment } from "../src/index.ts";

let emulator: RunningEmulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

interface Asked {
  readonly target: string;
  readonly as?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const tokenPath = "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://storage.azure.com";

/** What a client sends that takes its proxy from the environment: the whole URL as request target. */
function ask({ target, as, headers = {} }: Asked): Promise<readonly [number | undefined, string]> {
  const proxy = new URL(emulator.environment.proxy);
  const user: Record<string, string> =
    as === undefined ? {} : { "proxy-authorization": `Basic ${Buffer.from(`${as}:machine`).toString("base64")}` };
  const { host } = new URL(target);
  return new Promise((resolve, reject) => {
    const given = { host: proxy.hostname, port: proxy.port, path: target, headers: { ...headers, ...user, host } };
    const outgoing = request(given, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part: string) => (text += part));
      answer.on("end", () => resolve([answer.statusCode, text]));
    });
    outgoing.on("error", reject).end();
  });
}

describe("a request to http://169.254.169.254 through the proxy", () => {
  it("reaches the IMDS of the machine in whose name it comes (imds.address, trap.14)", async () => {
    const [status, text] = await ask({
      target: `http://169.254.169.254${tokenPath}`,
      as: "vm-batch",
      headers: { metadata: "true" },
    });
    expect([status, JSON.parse(text)]).toEqual([
      400,
      { error: "invalid_request", error_description: "Identity not found" },
    ]);
  });

  it("needs the Metadata header as ever", async () => {
    const [status, text] = await ask({ target: `http://169.254.169.254${tokenPath}`, as: "vm-batch" });
    expect([status, JSON.parse(text)]).toEqual([
      400,
      { error: "bad_request_102", error_description: "Required metadata header not specified" },
    ]);
  });

  it.each([
    ["of no machine", undefined, `http://169.254.169.254${tokenPath}`],
    ["of an App Service", "app-orders", `http://169.254.169.254${tokenPath}`],
    ["of a machine that is not there", "constructor", `http://169.254.169.254${tokenPath}`],
    ["to another address", "vm-batch", `http://169.254.169.253${tokenPath}`],
    ["to a look-alike", "vm-batch", `http://169.254.169.254.example${tokenPath}`],
    ["to another port", "vm-batch", `http://169.254.169.254:8080${tokenPath}`],
    ["over TLS", "vm-batch", `https://169.254.169.254${tokenPath}`],
  ])("is refused %s", async (_title, as, target) => {
    const [status, text] = await ask({ target, headers: { metadata: "true" }, ...(as === undefined ? {} : { as }) });
    expect(status).toBe(403);
    expect(text).toContain("and requests of a virtual machine to http://169.254.169.254.");
  });
});

describe("the environment of a program", () => {
  it("on a virtual machine sends plain HTTP through the proxy, loopback aside", () => {
    const variables = hostEnvironment(emulator.environment, "vm-batch", {}) ?? {};
    const machine = emulator.environment.proxy.replace("http://", "http://vm-batch:machine@");
    expect([variables["HTTP_PROXY"], variables["http_proxy"]]).toEqual([machine, machine]);
    expect(variables["NO_PROXY"]).toBe("localhost,127.0.0.1,::1");
  });

  it("elsewhere sends plain HTTP directly, and names IMDS among what no proxy is for", () => {
    const variables = hostEnvironment(emulator.environment, "app-orders", { HTTP_PROXY: "http://elsewhere" }) ?? {};
    expect(variables["HTTP_PROXY"]).toBeUndefined();
    expect(variables["NO_PROXY"]).toBe("localhost,127.0.0.1,::1,169.254.169.254");
  });

  it("tells Java of the trust store and the proxy, behind what was told before", () => {
    const variables = hostEnvironment(emulator.environment, "app-orders", { JAVA_TOOL_OPTIONS: "-Xmx1g" }) ?? {};
    const { trustStore, proxy } = emulator.environment;
    expect(variables["JAVA_TOOL_OPTIONS"]).toBe(
      `-Xmx1g -Djavax.net.ssl.trustStore="${trustStore}" -Djavax.net.ssl.trustStoreType=JKS -Djavax.net.ssl.trustStorePassword=changeit -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=${new URL(proxy).port} -Dhttp.nonProxyHosts=localhost|127.*|[::1]`,
    );
  });
});
