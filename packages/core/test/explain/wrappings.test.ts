import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeLog, explain } from "@tegata/core";

const subject = "repo:contoso/orders:ref:refs/heads/main";
const line = `Error: AADSTS700213: No matching federated identity record found for presented assertion subject '${subject}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. Trace ID: 00000000-1111-2222-3333-444444444444 Timestamp: 2026-01-02 03:04:05Z`;

function found(text: string): unknown {
  const { ok, root } = explain(text);
  return { ok, hop: root.hop, code: root.code, cause: root.causes[0]?.id, subject: root.values["subject"] };
}

const wanted = {
  ok: true,
  hop: 2,
  code: "AADSTS700213",
  cause: "federation.subject.github-branch",
  subject,
};

function hardWrapped(text: string, columns: number): string {
  return text.replace(new RegExp(`(.{${columns}})`, "g"), "$1\n");
}

const json = JSON.stringify({ error: "invalid_client", error_description: line, error_codes: [700213] });

describe("one message in many wrappings", () => {
  test.each<[string, string]>([
    ["as it is", line],
    ["with colours", `\u001B[31;1m${line}\u001B[0m`],
    ["with colours whose escape character was lost", `[31;1m${line}[0m`],
    ["in a JSON body", json],
    ["in a JSON text in a JSON body", JSON.stringify({ body: json })],
    ["in JSON three times", JSON.stringify({ a: JSON.stringify({ body: json }) })],
    ["with HTML entities", line.replaceAll("'", "&#39;").replaceAll(" ", " ")],
    ["as JSON of .NET, with \\u0027", line.replaceAll("'", "\\u0027")],
    [
      "URL-encoded in a redirect",
      `https://localhost/cb?error=invalid_client&error_description=${encodeURIComponent(line)}`,
    ],
    [
      "form-encoded in a redirect",
      `https://localhost/cb?error_description=${encodeURIComponent(line).replaceAll("%20", "+")}`,
    ],
    ["wrapped at 80 columns", hardWrapped(line, 80)],
    ["wrapped at 20 columns", hardWrapped(line, 20)],
    ["with a time before each line", hardWrapped(line, 80).replace(/^/gm, "2026-01-02T03:04:05.1234567Z ")],
    ["in a Terraform box", `╷\n${hardWrapped(line, 76).replace(/^/gm, "│ ")}\n╵`],
    ["as a Markdown quotation", hardWrapped(line, 76).replace(/^/gm, "> ")],
    ["with CRLF", `first\r\n${line}\r\nlast\r\n`],
    ["with escaped line breaks", `Response:\\r\\n${line}\\r\\nTrace ID: x`],
    ["as an error of Azure DevOps", `2026-01-02T03:04:05.1234567Z ##[error]${line}`],
    ["as a workflow command of GitHub", `::error title=Login::${line}`],
  ])("%s", (_, text) => {
    expect(found(text)).toEqual(wanted);
  });

  test("a translated text is known by its number alone", () => {
    const { root } = explain("AADSTS700016: 在目录“Fabrikam”中找不到标识符为“x”的应用程序。");
    expect(root).toMatchObject({ ok: true, hop: 2, code: "AADSTS700016" });
  });

  test("a text without its number is known by its words", () => {
    expect(found(line.replace("AADSTS700213: ", ""))).toEqual(wanted);
  });

  test.each([
    ["utf-16le", (code: number): number[] => [code & 0xff, code >> 8], [0xff, 0xfe]],
    ["utf-16be", (code: number): number[] => [code >> 8, code & 0xff], [0xfe, 0xff]],
  ] as const)("what PowerShell writes in %s is read, with and without a mark", (_, bytesOf, mark) => {
    const bytes = Array.from(line).flatMap((character) => [...bytesOf(character.charCodeAt(0))]);
    expect(decodeLog(Uint8Array.from([...mark, ...bytes]))).toBe(line);
    expect(decodeLog(Uint8Array.from(bytes))).toBe(line);
    expect(decodeLog(new TextEncoder().encode(`\uFEFF${line}`))).toBe(line);
  });

  test.each(["700213", "AADSTS700213", "aadsts700213", "AADSTS 700213", " 700213\n", "error 700213"])(
    "the code alone is enough: %j",
    (text) => expect(explain(text).root).toMatchObject({ ok: true, code: "AADSTS700213" }),
  );

  test("a number that is no code of Microsoft Entra is not taken for one", () => {
    expect(explain("took 700213 ms").ok).toBe(false);
  });
});

describe("whatever is pasted", () => {
  test("gets an answer, and never a secret back", () => {
    const token = `eyJ${"a".repeat(40)}.eyJ${"b".repeat(60)}.${"c".repeat(80)}`;
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (noise) => {
        const text = `${noise}\nclient_assertion=${token}&client_secret=abc8Q~abcdefghijklmnopqrstuvwxyz0123456789\nsubject '${token}' ${line}`;
        const answer = JSON.stringify(explain(text));
        expect(answer).not.toContain("b".repeat(20));
        expect(answer).not.toContain("8Q~abcdefghij");
      }),
      { numRuns: 60 },
    );
  });

  const long = 600_000;
  test.each<[string, string]>([
    ["one letter", "a".repeat(long)],
    ["quotes", "'\"".repeat(long / 2)],
    ["backslashes", "\\".repeat(long)],
    ["per cent signs", "%41".repeat(long / 3)],
    ["brackets of colours", "[1;".repeat(long / 3)],
    ["codes that are none", "AADSTS".repeat(long / 6)],
    ["the same error again and again, four times as long", `${line}\n`.repeat((4 * long) / line.length)],
    ["half an error", "assertion subject '".repeat(long / 19)],
    ["blanks", " ".repeat(long)],
    ["an identity endpoint", "169.254.169.254 ".repeat(long / 16)],
  ])("a long text of %s takes seconds at most", (_, text) => {
    const before = performance.now();
    explain(text);
    expect(performance.now() - before).toBeLessThan(15_000);
  });
});
