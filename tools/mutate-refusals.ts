// Lets every refusal of Microsoft Graph and Resource Manager pass in turn, in a copy of the sources, and runs that
// service's tests: one of them must fail. `node --conditions=@tegata/source tools/mutate-refusals.ts [file[:line] …]`
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { basename, join } from "node:path";

const root = join(import.meta.dirname, "..");
const packages = ["core", "emulator"];
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

/** A copy in which the two packages find each other, and everything else where it is installed. */
function makeCopy(): string {
  const copy = mkdtempSync(join(tmpdir(), "tegata-mutants-"));
  const isSource = (path: string): boolean => !["node_modules", "dist", "vendor"].includes(basename(path));
  for (const name of ["package.json", "tsconfig.base.json", "vitest.config.ts"])
    cpSync(join(root, name), join(copy, name));
  for (const name of packages)
    cpSync(join(root, "packages", name), join(copy, "packages", name), { recursive: true, filter: isSource });
  mkdirSync(join(copy, "node_modules", "@tegata"), { recursive: true });
  for (const name of packages)
    symlinkSync(join(copy, "packages", name), join(copy, "node_modules", "@tegata", name), "junction");
  for (const name of readdirSync(join(root, "node_modules"))) {
    if (name.startsWith(".") || name === "@tegata" || name === "tegata") continue;
    symlinkSync(join(root, "node_modules", name), join(copy, "node_modules", name), "junction");
  }
  return copy;
}

/** What the service's tests printed when they failed in the copy; undefined when they passed. */
function failureOf(copy: string, service: Mutant["service"]): Promise<string | undefined> {
  const words = [join(root, "node_modules/vitest/vitest.mjs"), "run", `packages/emulator/test/services/${service}`];
  // The engine of blobs does not go along into the copy.
  const flags = ["--exclude=**/conditions.test.ts", "--bail=1", "--testTimeout=60000", "--reporter=dot"];
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
  const copy = makeCopy();
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
