// The command line program in this process, against an emulator without sockets: the program's own parsing, sign-in with
// the real @azure/identity, engine and output; only the network card is missing.
import { PassThrough } from "node:stream";
import { AzureCliCredential, ClientSecretCredential, WorkloadIdentityCredential } from "@azure/identity";
import type { Emulator } from "@tegata/emulator";
import { createEmulator } from "@tegata/emulator";
import type { Fetch } from "@tegata/setup";
import type { Input } from "../../src/command.ts";
import { main } from "../../src/main.ts";
import type { Credentials } from "../../src/sign-in/operators.ts";
import { fakeTerminal } from "../fake-terminal.ts";

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Answers instead of the emulator, or does nothing; may throw, as a network does. */
export type Disturbance = (request: Request) => Response | undefined;

interface PipelineRequest {
  readonly url: string;
  readonly method: string;
  readonly body?: unknown;
  readonly headers: { toJSON(): Record<string, string> };
}

/** What `@azure/identity` sends its requests with. */
function httpClientOver(send: Fetch): unknown {
  return {
    sendRequest: async (request: PipelineRequest) => {
      const body = typeof request.body === "string" ? { body: request.body } : {};
      const answer = await send(request.url, { method: request.method, headers: request.headers.toJSON(), ...body });
      const { headers } = answer;
      const shown = Object.assign(headers, { toJSON: () => Object.fromEntries(headers) });
      return { request, status: answer.status, headers: shown, bodyAsText: await answer.text() };
    },
  };
}

function credentialsOver(send: Fetch, tokensOf: string | undefined): Credentials {
  const wired = { httpClient: httpClientOver(send), retryOptions: { maxRetries: 0 } };
  class WiredSecretCredential extends ClientSecretCredential {
    constructor(...[tenantId, clientId, secret, options]: ConstructorParameters<typeof ClientSecretCredential>) {
      super(tokensOf ?? tenantId, clientId, secret, { ...options, ...wired } as typeof options);
    }
  }
  return { ClientSecretCredential: WiredSecretCredential, WorkloadIdentityCredential, AzureCliCredential };
}

export interface InProcess {
  readonly emulator: Emulator;
  /** Who administers the two directories, as environment variables. */
  readonly operators: Readonly<Record<string, string>>;
  readonly run: (words: readonly string[], options: RunOptions) => Promise<Ended>;
}

export interface RunOptions {
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly disturbance?: Disturbance;
  /** A directory whose tokens every sign-in comes back with, whatever was asked for. */
  readonly tokensOf?: string;
  /** What a person types at the questions, one after the other; behind the last the line ends (Ctrl-D). */
  readonly answers?: readonly string[];
}

/** A person who answers each question when it is asked. */
function aKeyboard(answers: readonly string[]): {
  readonly input: Input;
  readonly hears: (note: (text: string) => void) => (text: string) => void;
} {
  const left = [...answers];
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const type = (): void => {
    const answer = left.shift();
    if (answer === undefined) input.end();
    else input.write(`${answer}\n`);
  };
  const isQuestion = (text: string): boolean => /(: |\? \[y\/N\] )$/.test(text);
  return {
    input,
    hears: (note) => (text) => {
      note(text);
      // The reader is opened right after the question is shown.
      if (isQuestion(text)) setImmediate(type);
    },
  };
}

/** A clock that stands still but for the waits, which take no time. */
function aClock(): { nowMs(): number; sleep(durationMs: number): Promise<void> } {
  let nowMs = Date.now();
  return {
    nowMs: () => nowMs,
    sleep: (durationMs) => {
      nowMs += durationMs;
      return Promise.resolve();
    },
  };
}

export function inProcess(): InProcess {
  const emulator = createEmulator();
  const operators = Object.fromEntries(
    emulator.context.store.state.directories.slice(0, 2).flatMap(({ applications }, index) => {
      const prefix = `TEGATA_${index === 0 ? "HOME" : "RESOURCE"}_`;
      const [operator] = applications;
      return [
        [`${prefix}CLIENT_ID`, operator?.appId],
        [`${prefix}CLIENT_SECRET`, operator?.passwordCredentials[0]?.secretText],
      ];
    }),
  ) as Record<string, string>;
  return {
    emulator,
    operators,
    run: async (words, { folder, environment, disturbance, tokensOf, answers }) => {
      const keyboard = answers && aKeyboard(answers);
      const shown = fakeTerminal();
      const terminal = keyboard ? { ...shown, note: keyboard.hears(shown.note) } : shown;
      const send: Fetch = async (url, init) => {
        const request = new Request(url, init);
        return disturbance?.(request.clone()) ?? emulator.fetch(request);
      };
      const code = await main(words, {
        terminal,
        environment: { ...operators, ...(keyboard ? {} : { CI: "1" }), ...environment },
        ...(keyboard ? { input: keyboard.input } : {}),
        workingFolder: folder,
        platform: "linux",
        fetch: send,
        clock: aClock(),
        credentials: () => Promise.resolve(credentialsOver(send, tokensOf)),
      });
      const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");
      return { code, stdout: text(shown.results), stderr: text(shown.notes) };
    },
  };
}
