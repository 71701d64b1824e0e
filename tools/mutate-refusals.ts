// Lets every refusal of Microsoft Graph and Resource Manager pass in turn, in a copy of the sources, and runs that
// service's tests: one of them must fail. `node --conditions=@tegata/source tools/mutate-refusals.ts [file[:line] …]`
import { spawn } from "node:child_process";
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { copyForMutants } from "./copy-for-mutants.ts";

const root = join(import.meta.dirname, "..");
const services = ["graph", "resource-manager"] as const;
const refusal =
  /\bthrow (?=(?:new (?:GraphRefusal|Refusal|ArmRefusal)|badRequest|denied|notFound|resourceNotFound|refusal|invalidTemplate)\()/g;

interface Mutant {
  readonly service: (typeof services)[number];
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** `throw` becomes `void`: what would be refused goes on. */
function mutantsOf(service: Mutant["service"], file: string): Mutant[] {
  const source = readFileSync(join(root, file), "utf8");
  return [...source.matchAll(refusal)].map(({ index, 0: found }) => ({
    service,
    file,
    line: source.slice(0, index).split("\n").length,
    text: `${source.slice(0, index)}void ${source.slice(index + found.length)}`,
  }));
}

function allMutants(): Mutant[] {
  return services.flatMap((service) => {
    const folder = `packages/emulator/src/services/${service}`;
    const names = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
    const files = names.filter((name) => name.endsWith(".ts")).map((name) => `${folder}/${name.replaceAll("\\", "/")}`);
    return files.toSorted().flatMap((file) => mutantsOf(service, file));
  });
}

/** What the service's tests printed when they failed in the copy; undefined when they passed. */
function failureOf(copy: string, service: Mutant["service"]): Promise<string | undefined> {
  const words = [join(root, "node_modules/vitest/vitest.mjs"), "run", `packages/emulator/test/services/${service}`];
  const flags = ["--bail=1", "--testTimeout=60000", "--reporter=dot"];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...words, ...flags], { cwd: copy, stdio: ["ignore", "pipe", "pipe"] });
    let printed = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (text: Buffer) => (printed += text.toString()));
    child.on("error", reject);
    child.on("close", (code) => resolve(code === 0 ? undefined : printed.slice(-2000)));
  });
}

/** Without a mutant every test of the copy passes: else what fails with one would prove nothing. */
async function control(copy: string, service: Mutant["service"]): Promise<void> {
  const failure = await failureOf(copy, service);
  if (failure !== undefined) throw new Error(`the tests of ${service} fail with every refusal in force:\n${failure}`);
}

async function work(mutants: Mutant[]): Promise<Mutant[]> {
  const copy = copyForMutants();
  const survivors: Mutant[] = [];
  try {
    for (const service of services.filter((each) => wantedServices.has(each))) await control(copy, service);
    for (let mutant = mutants.shift(); mutant !== undefined; mutant = mutants.shift()) {
      const { service, file, line, text } = mutant;
      writeFileSync(join(copy, file), text);
      const isCaught = (await failureOf(copy, service)) !== undefined;
      console.log(`${isCaught ? "caught  " : "SURVIVED"} ${file}:${line}`);
      if (!isCaught) survivors.push(mutant);
      cpSync(join(root, file), join(copy, file));
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  return survivors;
}

const wanted = process.argv.slice(2);
const isWanted = ({ file, line }: Mutant): boolean =>
  wanted.length === 0 || wanted.some((each) => `${file}:${line}`.includes(each));
const mutants = allMutants().filter(isWanted);
const total = mutants.length;
const wantedServices = new Set(mutants.map(({ service }) => service));
const workers = Array.from({ length: Math.min(availableParallelism(), total) }, () => work(mutants));
const survivors = (await Promise.all(workers)).flat();
console.log(`${total - survivors.length} of ${total} refusals that were let pass are caught by their service's tests.`);
process.exitCode = survivors.length > 0 || total === 0 ? 1 : 0;
