import type { OpenHost } from "../../src/admin/hosts.ts";
import type { TestEmulator } from "../emulator.ts";
import { anEmulator } from "../emulator.ts";
import { read } from "../wire.ts";

export interface Admin {
  readonly emulator: TestEmulator;
  /** `POST /faults`: status and body. */
  readonly call: (
    call: `${string} /${string}`,
    body?: unknown,
  ) => Promise<{ readonly status: number; readonly body: unknown }>;
}

/** An emulator with its admin API, whose new hosts are reached at ports from 7500. */
export async function anAdmin(): Promise<Admin> {
  let port = 7500;
  const openHost: OpenHost = async (host) => {
    if (host.kind !== "kubernetes") emulator.openHost(host, `http://127.0.0.1:${port++}`);
  };
  const key = "the-key-of-a-test";
  const emulator: TestEmulator = await anEmulator({
    admin: { key, environment: () => ({}), openHost, stop: () => undefined },
    tokenFileOf: (host) => `/state/hosts/${host}/azure-identity-token`,
  });
  const call: Admin["call"] = async (text, body) => {
    const [method = "", path = ""] = text.split(" ");
    const request = new Request(`http://127.0.0.1:7410/_tegata${path}`, {
      method,
      headers: { authorization: `Bearer ${key}` },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const answer = await read(await emulator.fetch(request));
    return { status: answer.status, body: answer.body };
  };
  return { emulator, call };
}

/** The answer to a request that has these faults. */
export function invalid(...faults: string[]) {
  return {
    status: 400,
    body: { error: { code: "invalid-input", message: `The request is not valid: ${faults.join("; ")}.`, faults } },
  };
}
