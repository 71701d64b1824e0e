import { explain as explainText } from "@tegata/core";
import type { Command } from "../command.ts";
import { readText } from "../explain/read-text.ts";
import { headline, renderExplanation } from "../explain/render.ts";
import { exitCode } from "../output/exit-codes.ts";

/**
 * Exit code 0: the error is known and about the chain. 1: it is not known, or about another subject (`ok: false` in the
 * envelope). 64: there is nothing to explain.
 */
export const explain: Command = {
  name: "explain",
  summary: "say what an error of Azure means, at which hop, why, and what repairs it",
  examples: [
    "tegata explain AADSTS700213",
    "tegata explain < build.log",
    "az storage blob list --auth-mode login 2>&1 | tegata explain",
    'tegata explain "AuthorizationPermissionMismatch" --json',
  ],
  options: [{ flags: "--file <path>", description: "read the text from a file" }],
  takesWords: { name: "text", description: "a code or an error's text; without it, standard input is read" },
  run: async (invocation) => {
    const explanation = explainText(await readText(invocation));
    const { ok, root, errors, ids } = explanation;
    const data = { ...root, errors, ids };
    const { style } = invocation.terminal;
    if (ok) return { exitCode: exitCode.done, data, text: renderExplanation(explanation, style) };
    const code = root.subject === "unknown" ? "explain.unknown" : "explain.other-subject";
    return {
      exitCode: exitCode.failed,
      data,
      text: renderExplanation(explanation, style),
      diagnostics: [
        {
          level: "info",
          code,
          message:
            code === "explain.unknown"
              ? headline(root)
              : `this is another subject (${root.subject ?? "unknown"}): ${headline(root)}`,
        },
      ],
    };
  },
};
