import { beforeAll, describe, expect, it } from "vitest";
import { callBlob, expectStorageRefusal } from "./storage.ts";
import type { UnderAttack } from "./under-attack.ts";
import { underAttack } from "./under-attack.ts";

let place: UnderAttack;
beforeAll(async () => {
  place = await underAttack();
});

const unknownParameter = {
  status: 400,
  code: "InvalidQueryParameterValue",
  message: "Value for one of the query parameters specified in the request URI is invalid.",
};

describe("what is no operation of Storage's", () => {
  it.each(["GET /", "GET /orders", "POST /orders/a.txt", "PUT /orders/a.txt?comp=nothing", "PUT /orders"])(
    "is refused in Storage's words: %s",
    async (call) => {
      expectStorageRefusal(await callBlob(place.chain, call, { token: place.ownerToken }), unknownParameter);
    },
  );

  it("is refused when the verb is none of Storage's", async () => {
    expectStorageRefusal(await callBlob(place.chain, "PATCH /orders/a.txt", { token: place.ownerToken }), {
      status: 405,
      code: "UnsupportedHttpVerb",
      message: "The resource doesn't support specified Http Verb.",
    });
  });

  it("is refused when a blob is put without its kind", async () => {
    const order = { token: place.ownerToken, body: "an order", headers: { "content-length": "8" } };
    expectStorageRefusal(await callBlob(place.chain, "PUT /orders/b.txt", order), {
      status: 400,
      code: "MissingRequiredHeader",
      message: "An HTTP header that's mandatory for this request is not specified.",
      elements: "  <HeaderName>x-ms-blob-type</HeaderName>\n",
    });
  });

  it("is refused when a header cannot be read", async () => {
    const headers = { "x-ms-lease-action": "acquire", "x-ms-lease-duration": "soon" };
    const call = { token: place.ownerToken, headers };
    expectStorageRefusal(await callBlob(place.chain, "PUT /orders/a.txt?comp=lease", call), {
      status: 400,
      code: "InvalidInput",
      message: "One of the request inputs is not valid.",
    });
  });
});

describe("what the engine does not have", () => {
  it("is refused with a status that no client tries again", async () => {
    const headers = {
      "x-ms-blob-type": "BlockBlob",
      "content-length": "8",
      "x-ms-encryption-key": Buffer.alloc(32).toString("base64"),
      "x-ms-encryption-key-sha256": Buffer.alloc(32).toString("base64"),
      "x-ms-encryption-algorithm": "AES256",
    };
    const call = { token: place.ownerToken, body: "an order", headers };
    expectStorageRefusal(await callBlob(place.chain, "PUT /orders/b.txt", call), {
      status: 501,
      code: "APINotImplemented",
      message: "The emulator's blob engine does not have x-ms-encryption-key.",
    });
  });
});

describe("an operation that the engine does not have", () => {
  it("is refused by its own name for that", async () => {
    expectStorageRefusal(await callBlob(place.chain, "PUT /orders/a.txt?comp=undelete", { token: place.ownerToken }), {
      status: 501,
      code: "APINotImplemented",
      message: "The emulator's blob engine does not have this operation.",
    });
  });
});

describe("a user delegation key", () => {
  const ask = (start: string, expiry: string) => {
    const body = `<?xml version="1.0" encoding="utf-8"?><KeyInfo><Start>${start}</Start><Expiry>${expiry}</Expiry></KeyInfo>`;
    const headers = { "content-type": "application/xml", "content-length": String(body.length) };
    const call = { token: place.ownerToken, body, headers };
    return callBlob(place.chain, "POST /?restype=service&comp=userdelegationkey", call);
  };

  // The clock stands at 2026-01-02T03:04:05Z, and some seconds.
  it("is given for seven days from now", async () => {
    expect((await ask("2026-01-02T03:00:00Z", "2026-01-09T03:04:05Z")).status).toBe(200);
    expect((await ask("2026-01-05T00:00:00Z", "2026-01-06T00:00:00Z")).status).toBe(200);
  });

  it.each([
    ["for longer", "2026-01-02T03:00:00Z", "2026-01-10T00:00:00Z", "2026-01-10T00:00:00Z"],
    ["from later on", "2026-01-12T00:00:00Z", "2026-01-13T00:00:00Z", "2026-01-12T00:00:00Z"],
    ["for no time at all", "2026-01-02T03:00:00Z", "2026-01-02T03:00:00Z", "2026-01-02T03:00:00Z"],
  ])("is not given %s", async (_what, start, expiry, wrong) => {
    expectStorageRefusal(await ask(start, expiry), {
      status: 400,
      code: "InvalidXmlNodeValue",
      message: "The value for one of the XML nodes is not in the correct format.",
      elements: `  <XmlNodeName>${wrong}</XmlNodeName>\n  <XmlNodeValue>${wrong}</XmlNodeValue>\n`,
    });
  });
});

describe("the blob service's properties", () => {
  it("may be set to nothing new", async () => {
    const body = '<?xml version="1.0" encoding="utf-8"?><StorageServiceProperties />';
    const headers = { "content-length": String(body.length), "content-type": "application/xml" };
    const call = { token: place.ownerToken, body, headers };
    expect((await callBlob(place.chain, "PUT /?restype=service&comp=properties", call)).status).toBe(202);
  });
});
