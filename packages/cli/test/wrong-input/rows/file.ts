import type { WrongInputGroup } from "../row.ts";
import { valid } from "../row.ts";

export const theFile: WrongInputGroup = {
  title: "The file",
  rows: [
    { what: "there is no file", file: "none", exit: 64 },
    { what: "the file is a folder", file: "a folder", exit: 64 },
    { what: "the file is empty", file: "", exit: 64 },
    { what: "the file holds comments only", file: "# nothing yet\n", exit: 64 },
    { what: "the file is a list", file: "- version: 1\n", exit: 64 },
    { what: "the file is a text", file: "hello\n", exit: 64 },
    { what: "two documents in one file", file: `${valid}---\n${valid}`, exit: 64 },
    { what: "a tab indents", edits: [["  tenantId: 11111111", "\ttenantId: 11111111"]], exit: 64 },
    {
      what: "a key stands twice",
      edits: [["  identity: id-orders\n", "  identity: id-orders\n  identity: id-billing\n"]],
      exit: 64,
    },
    { what: "a bracket is not closed", edits: [["name: app-orders }]", "name: app-orders }"]], exit: 64 },
    { what: "the file is not text", file: new Uint8Array([0, 255, 254, 1]), exit: 64 },
    { what: "the file is UTF-16", file: new Uint8Array(Buffer.from(`\ufeff${valid}`, "utf16le")), exit: 64 },
    { what: "the file is very large", file: `${valid}${"# padding\n".repeat(200_000)}`, exit: 64 },
    {
      what: "anchors that grow without end",
      file: `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n`,
      exit: 64,
    },
  ],
};
