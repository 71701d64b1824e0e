import { spawn, type ChildProcess } from "node:child_process";

/** What one block printed on both streams, and the code that its last command ended with. */
export interface Ran {
  readonly code: number;
  readonly output: string;
}

/** One bash that lives as long as a page: variables and functions of one block are there in the next. */
export interface Shell {
  /** The first command that fails ends the block, and the shell with it, unless the last one `mayFail`. */
  readonly run: (text: string, mayFail?: boolean) => Promise<Ran>;
  /** Starts a block and resolves with what it printed so far, once that holds `until`. It goes on until `close`. */
  readonly start: (text: string, until: string) => Promise<Ran>;
  readonly close: () => Promise<void>;
}

export interface ShellOptions {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly timeoutMs?: number;
}

interface Watched {
  readonly child: ChildProcess;
  /** Resolves with all output once `done` finds what it looks for in it. */
  readonly until: (done: (output: string) => boolean) => Promise<string>;
}

function watch({ folder, environment, timeoutMs = 120_000 }: ShellOptions, parameters: readonly string[]): Watched {
  // A group of its own: whatever a page starts ends with it.
  const child = spawn("bash", parameters, { cwd: folder, env: environment, detached: true, stdio: "pipe" });
  let output = "";
  let look = (): void => {};
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      look();
    });
  child.on("close", () => look());
  const until = (done: (output: string) => boolean): Promise<string> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no end after ${timeoutMs} ms:\n${output}`)), timeoutMs);
      look = () => {
        if (!done(output) && child.exitCode === null && child.signalCode === null) return;
        clearTimeout(timer);
        if (done(output)) resolve(output);
        else reject(new Error(`ended early:\n${output}`));
      };
      look();
    });
  return { child, until };
}

async function end({ child }: Watched): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const closed = new Promise((resolve) => child.once("close", resolve));
  process.kill(-child.pid, "SIGTERM");
  await closed;
}

/** Opens the shell of a page. */
export function openShell(options: ShellOptions): Shell {
  const main = watch(options, ["--noprofile", "--norc", "-s"]);
  const background: Watched[] = [];
  let count = 0;
  let seen = 0;
  const run = async (text: string, mayFail = false): Promise<Ran> => {
    const end = `end-of-block-${++count}`;
    // A command must not read the commands that come behind it.
    const block = mayFail ? text : `set -e\n${text}\nset +e`;
    const mark = `printf "\\n${end} %s.\\n" "$?"`;
    main.child.stdin?.write(`trap '${mark}' EXIT\n{ ${block}\n} </dev/null 2>&1; ${mark}\n`);
    const output = await main.until((all) => new RegExp(`${end} \\d+\\.`, "u").test(all));
    const own = output.slice(seen);
    seen = output.length;
    const [, before = "", code = ""] = new RegExp(`^([\\s\\S]*)\\n${end} (\\d+)\\.`, "u").exec(own) ?? [];
    return { code: Number(code), output: before };
  };
  const start = async (text: string, until: string): Promise<Ran> => {
    const started = watch(options, ["--noprofile", "--norc", "-c", text]);
    background.push(started);
    return { code: 0, output: await started.until((output) => output.includes(until)) };
  };
  const close = async (): Promise<void> => {
    await Promise.all([main, ...background.toReversed()].map(end));
  };
  return { run, start, close };
}
