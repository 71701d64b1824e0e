// The table of the guide: every refusal of the catalogue that emulator and credential share, as the credential tells it.
// The row is what came out of a run, so the guide cannot say anything else. `TEGATA_UPDATE_GUIDE=1` writes it anew.
import { readFileSync, writeFileSync } from "node:fs";
import { aadstsCatalogue } from "@tegata/core";
import { CrossTenantCredentialError } from "@tegata/credential";
import { expect, it } from "vitest";
import { aadsts, applicationId, FakeCloud, refusal, storageScope } from "./fake-world.ts";

const guide = new URL("../../../docs/guide/credential-errors.md", import.meta.url);
const [start, end] = ["<!-- refusals -->", "<!-- end of refusals -->"] as const;

async function rowOf(code: number, status: number): Promise<string> {
  const cloud = new FakeCloud();
  cloud.token = () => aadsts(code, status);
  const failing = refusal(cloud.credential().getToken(storageScope), CrossTenantCredentialError);
  await cloud.clock.advance(120_000);
  const { aadsts: number, title, code: ours, hop, retryable, fix } = await failing;
  return `| ${number} | ${title} | \`${ours}\` | ${hop} | ${retryable ? "yes" : "no"} | ${fix.replaceAll(applicationId, "(client id)")} |`;
}

it("every refusal comes out with the code, hop and fix that the guide shows", async () => {
  const rows: string[] = [];
  for (const { code, status } of aadstsCatalogue.values()) rows.push(await rowOf(code, status));
  const head = ["| AADSTS | meaning | code | hop | waiting helps | fix |", "| --- | --- | --- | --- | --- | --- |"];
  const table = [...head, ...rows].join("\n");
  const text = readFileSync(guide, "utf8");
  if (process.env["TEGATA_UPDATE_GUIDE"]) {
    writeFileSync(guide, `${text.split(start)[0]}${start}\n\n${table}\n\n${end}${text.split(end)[1] ?? ""}`);
  }
  const shown = readFileSync(guide, "utf8").split(start)[1]?.split(end)[0]?.trim();
  expect(shown?.replace(/ +/g, " ").replace(/-{3,}/g, "---")).toBe(table.replace(/ +/g, " "));
}, 60_000);
