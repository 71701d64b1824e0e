import { execFileSync } from "node:child_process";
import { parseEnv } from "node:util";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderEnvironment, variablesOf } from "../../src/emulator/variables.ts";
import { anEnvironment, environmentIn } from "../an-environment.ts";

const hostile = [
  `it's`,
  `"quoted"`,
  `a\\nb\\`,
  "$HOME ${HOME} $(id) `id`",
  "two\nlines\nexport INJECTED=1",
  `'; export INJECTED=1; '`,
  `"; export INJECTED=1; "`,
  `'\nINJECTED=1\n'`,
  "!history # comment = sign",
  "‘’‚‛ and “”",
  "  blanks  ",
  "",
];
/** Text of the characters that quoting can get wrong, NUL excepted: no variable can hold it. */
const nasty = fc.string({
  unit: fc.constantFrom(..."'\"\\$`!#=; \n\r\t(){}&|<>*?~%^’é".split(""), "a", "INJECTED=1", "\\n"),
  maxLength: 30,
});

/** What bash makes of scripts, asked of one bash: each variable's value behind each, and all names that begin with INJ. */
function readByBash(scripts: readonly string[]): { readonly values: string[]; readonly injected: string } {
  const show = `printf '%s\\0' "$TEGATA_STATE"`;
  const output = execFileSync("bash", ["--norc"], {
    input: `${scripts.map((script) => `${script}\n${show}`).join("\n")}\nprintf '%s' "\${!INJ@}"\n`,
    env: { PATH: process.env["PATH"] },
    encoding: "utf8",
  });
  const parts = output.split("\0");
  return { values: parts.slice(0, -1), injected: parts.at(-1) ?? "" };
}

function stateOf(dotenv: string): string | undefined {
  return parseEnv(dotenv)["TEGATA_STATE"];
}

describe("variablesOf", () => {
  test("names trust, the cloud, the two operators and the storage account", () => {
    expect(variablesOf(anEnvironment)).toEqual({
      TEGATA_STATE: "/state",
      NODE_EXTRA_CA_CERTS: "/state/ca.pem",
      SSL_CERT_FILE: "/state/ca-bundle.pem",
      REQUESTS_CA_BUNDLE: "/state/ca-bundle.pem",
      AZURE_AUTHORITY_HOST: "https://localhost:7411",
      ARM_CLOUD_METADATA_URL: "https://localhost:7412/metadata/endpoints?api-version=2019-05-01",
      ARM_METADATA_HOSTNAME: "localhost:7412",
      AZURE_CORE_INSTANCE_DISCOVERY: "false",
      TEGATA_HOME_CLIENT_ID: "11111111-0000-4000-8000-0000000000c1",
      TEGATA_HOME_CLIENT_SECRET: "home-operator",
      TEGATA_RESOURCE_CLIENT_ID: "22222222-0000-4000-8000-0000000000c1",
      TEGATA_RESOURCE_CLIENT_SECRET: "resource-operator",
      TEGATA_BLOB_ENDPOINT: "https://localhost:7414/fabrikamdata",
    });
  });
});

describe("as JSON", () => {
  test("the environment is printed whole", () => {
    expect(JSON.parse(renderEnvironment(anEnvironment, "json"))).toEqual(anEnvironment);
  });
});

describe("in bash", () => {
  test("every variable is one exported line", () => {
    expect(renderEnvironment(anEnvironment, "bash").split("\n")).toEqual(
      Object.entries(variablesOf(anEnvironment)).map(([name, value]) => `export ${name}='${value}'`),
    );
  });

  test("a value arrives as it is and injects nothing, whatever is in it", () => {
    const values = [...hostile, ...fc.sample(nasty, { numRuns: 300, seed: 1 })];
    const read = readByBash(values.map((value) => renderEnvironment(environmentIn(value), "bash")));
    expect(read).toEqual({ values, injected: "" });
  });
});

describe("in PowerShell", () => {
  test("quotes are doubled, the typographic ones that PowerShell takes for quotes too, and nothing else changes", () => {
    const line = (value: string): string | undefined =>
      renderEnvironment(environmentIn(value), "powershell").split("$env:NODE_EXTRA_CA_CERTS")[0];
    expect(line("C:\\Users\\o'neil")).toBe("$env:TEGATA_STATE = 'C:\\Users\\o''neil'\n");
    expect(line("a‘b’c‚d‛e")).toBe("$env:TEGATA_STATE = 'a‘‘b’’c‚‚d‛‛e'\n");
    expect(line('$(id) `n "x"')).toBe("$env:TEGATA_STATE = '$(id) `n \"x\"'\n");
  });

  test("no value ends its quotes, whatever is in it", () => {
    // https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
    const quoted = /^\$env:TEGATA_STATE = '((?:[^'‘’‚‛]|(['‘’‚‛])\2)*)'\n\$env:NODE_EXTRA_CA_CERTS/;
    fc.assert(
      fc.property(nasty, (value) => {
        const inside = quoted.exec(renderEnvironment(environmentIn(value), "powershell"))?.[1];
        expect(inside?.replaceAll(/(['‘’‚‛])\1/g, "$1")).toBe(value);
      }),
    );
  });
});

describe("in a dotenv file", () => {
  const fits = (value: string): boolean => !/[\r\n]|'.*["\\$`]|["\\$`].*'/s.test(value);

  test("a value arrives as it is and injects nothing, whatever is in it", () => {
    fc.assert(
      fc.property(nasty.filter(fits), (value) => {
        const read = parseEnv(renderEnvironment(environmentIn(value), "dotenv"));
        expect({ ...read }).toEqual({ ...variablesOf(anEnvironment), TEGATA_STATE: value });
      }),
    );
  });

  test("a value that no quotes can hold is refused by name", () => {
    fc.assert(
      fc.property(
        nasty.filter((value) => !fits(value)),
        (value) => {
          expect(() => renderEnvironment(environmentIn(value), "dotenv")).toThrow(
            "a dotenv file cannot hold the value of TEGATA_STATE",
          );
        },
      ),
    );
  });

  test.each(["C:\\new\\table", "/home/o'neil", "/tmp/$HOME", "/with blank", "/a#b"])("the path %s arrives", (path) => {
    expect(stateOf(renderEnvironment(environmentIn(path), "dotenv"))).toBe(path);
  });
});
