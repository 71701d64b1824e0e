import { expect, test } from "vitest";
import { aPlace } from "./place.ts";

const moments = [
  "Starting two directories",
  "Setting up access",
  "created   user-assigned identity",
  "created   role",
  "A second plan has nothing to do",
  "Starting the sample app",
  "Storing a file",
];

/** The terminal's Ctrl-C reaches the sample app as well, once it is there. */
const cases = [
  ...moments.map((moment) => ["process", moment] as const),
  ...["Setting up access", "Storing a file"].map((moment) => ["group", moment] as const),
];

test.each(cases)("Ctrl-C to the whole %s after “%s” ends the demo with 130 and leaves nothing", async (to, moment) => {
  const place = await aPlace();
  try {
    const demo = place.start(["demo"]);
    await demo.printed("stderr", moment);
    demo.signal("SIGINT", to);
    const { code, stdout, stderr } = await demo.ended;
    expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
    expect(stderr).toMatch(
      /error cli\.interrupted: interrupted\nRun the command again; a second run does no harm\.\n$/,
    );
    expect(demo.isGone()).toBe(true);
    expect(await place.leftInTemp()).toEqual([]);
  } finally {
    await place.dispose();
  }
});

test("a second Ctrl-C does not keep the demo from cleaning up", async () => {
  const place = await aPlace();
  try {
    const demo = place.start(["demo", "--json"]);
    await demo.printed("stderr", "Storing a file");
    for (const to of ["process", "group", "process"] as const) demo.signal("SIGINT", to);
    const { code, stdout } = await demo.ended;
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({
      command: "demo",
      ok: false,
      diagnostics: [{ code: "cli.interrupted" }],
    });
    expect(demo.isGone()).toBe(true);
    expect(await place.leftInTemp()).toEqual([]);
  } finally {
    await place.dispose();
  }
});

test("a reader that goes away in the middle leaves nothing behind either", async () => {
  const place = await aPlace();
  try {
    const demo = place.start(["demo"]);
    await demo.printed("stderr", "Setting up access");
    demo.stopReading();
    const { code } = await demo.ended;
    expect(code).toBe(0);
    expect(demo.isGone()).toBe(true);
    expect(await place.leftInTemp()).toEqual([]);
  } finally {
    await place.dispose();
  }
});
