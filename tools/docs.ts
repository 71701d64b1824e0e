// `npm run docs`: writes the pages that are made from the sources (tools/docs/generated, one file a kind). `--check`
// writes nothing: it tells which written pages are stale, which links lead nowhere, and which translations are behind.
// `--stamp <page>` says that a translation has been brought up to its original.
import { join } from "node:path";
import { brokenLinks } from "./docs/checks/links.ts";
import { stalePages, writePages } from "./docs/checks/stale.ts";
import { behindTranslations, stamp } from "./docs/checks/translations.ts";
import { generatedPages } from "./docs/generated.ts";

const root = join(import.meta.dirname, "..");
const [mode, ...pages] = process.argv.slice(2);

if (mode === "--stamp") for (const page of pages) stamp(root, page);
else if (mode === "--check") {
  const faults = [...stalePages(root, generatedPages()), ...brokenLinks(root), ...behindTranslations(root)];
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
} else writePages(root, generatedPages());
