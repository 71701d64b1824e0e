import {
  AccountSASPermissions,
  AccountSASResourceTypes,
  AccountSASServices,
  BlobSASPermissions,
  generateAccountSASQueryParameters,
  generateBlobSASQueryParameters,
  StorageSharedKeyCredential,
} from "@azure/storage-blob";
import type { SasIPRange, UserDelegationKey } from "@azure/storage-blob";
import { beforeAll, describe, expect, it } from "vitest";
import { storageBlobDataContributor } from "../../chain.ts";
import { fabrikam } from "../../emulator.ts";
import { delegationKey } from "./delegation-key.ts";
import { callBlob, expectStorageRefusal } from "./storage.ts";
import type { UnderAttack } from "./under-attack.ts";
import { underAttack } from "./under-attack.ts";

const account = "fabrikamdata";
const dataOwner = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b";
const times = { startsOn: new Date("2026-01-02T03:00:00Z"), expiresOn: new Date("2026-01-02T05:00:00Z") };
const mismatch = {
  status: 403,
  code: "AuthorizationPermissionMismatch",
  message: "This request is not authorized to perform this operation using this permission.",
};

let place: UnderAttack;
let key: StorageSharedKeyCredential;
let delegation: UserDelegationKey;

beforeAll(async () => {
  place = await underAttack();
  // The owner signs, and may set tags and policies: Storage Blob Data Owner in place of Contributor.
  const { arm } = place.chain.emulator.context.store.state;
  arm.roleAssignments = arm.roleAssignments.map((assignment) =>
    assignment.principalId === fabrikam.operatorPrincipalId
      ? { ...assignment, roleDefinitionId: assignment.roleDefinitionId.replace(storageBlobDataContributor, dataOwner) }
      : assignment,
  );
  const { resources } = place.chain.emulator.context.store.state.arm;
  key = new StorageSharedKeyCredential(
    account,
    resources.find(({ name }) => name === account)?.secrets?.["key1"] ?? "",
  );
  delegation = await delegationKey(place, times);
});

interface Said {
  readonly permissions: string;
  readonly ipRange?: SasIPRange;
}

const blobValues = ({ permissions, ...said }: Said) => ({
  ...times,
  ...said,
  containerName: "orders",
  blobName: "a.txt",
  permissions: BlobSASPermissions.parse(permissions),
});

const signatures: Readonly<Record<string, (said: Said) => string>> = {
  "a blob's by key": (said) => generateBlobSASQueryParameters(blobValues(said), key).toString(),
  "a blob's by user delegation key": (said) =>
    generateBlobSASQueryParameters(blobValues(said), delegation, account).toString(),
  "an account's": ({ permissions, ...said }) =>
    generateAccountSASQueryParameters(
      {
        ...times,
        ...said,
        permissions: AccountSASPermissions.parse(permissions),
        resourceTypes: AccountSASResourceTypes.parse("o").toString(),
        services: AccountSASServices.parse("b").toString(),
      },
      key,
    ).toString(),
};

describe.each(Object.keys(signatures))("a signature that is %s", (kind) => {
  const sign = (said: Said): string => signatures[kind]?.(said) ?? "";

  it("is taken from the addresses that it names, and from no other", async () => {
    for (const ipRange of [{ start: "127.0.0.1" }, { start: "127.0.0.0", end: "127.0.0.255" }])
      expect((await callBlob(place.chain, `GET /orders/a.txt?${sign({ permissions: "r", ipRange })}`)).status).toBe(
        200,
      );
    for (const ipRange of [
      { start: "203.0.113.5" },
      { start: "10.0.0.0", end: "126.255.255.255" },
      { start: "127.0.0.2", end: "127.0.0.0" },
    ]) {
      expectStorageRefusal(await callBlob(place.chain, `GET /orders/a.txt?${sign({ permissions: "r", ipRange })}`), {
        status: 403,
        code: "AuthorizationSourceIPMismatch",
        message: "This request is not authorized to perform this operation using this source IP 127.0.0.1.",
      });
    }
  });

  it("sets no tags beside what it writes without the permission for tags", async () => {
    const headers = { "x-ms-blob-type": "BlockBlob", "content-length": "8", "x-ms-tags": "paid=yes" };
    const order = { body: "an order", headers };
    const put = (permissions: string) => callBlob(place.chain, `PUT /orders/a.txt?${sign({ permissions })}`, order);
    expectStorageRefusal(await put("w"), mismatch);
    expect((await put("wt")).status).toBe(201);
    const { text } = await callBlob(place.chain, "GET /orders/a.txt?comp=tags", { token: place.ownerToken });
    expect(text).toMatch(/<Key>paid<\/Key>\s*<Value>yes<\/Value>/);
  });
});

describe("a stored access policy", () => {
  it("has the permission for tags or not, whatever else it allows", async () => {
    const policy = (id: string, permission: string) =>
      `<SignedIdentifier><Id>${id}</Id><AccessPolicy><Start>${times.startsOn.toISOString()}</Start>` +
      `<Expiry>${times.expiresOn.toISOString()}</Expiry><Permission>${permission}</Permission></AccessPolicy></SignedIdentifier>`;
    const body = `<SignedIdentifiers>${policy("writes", "w")}${policy("tags", "wt")}</SignedIdentifiers>`;
    const set = { token: place.ownerToken, body, headers: { "content-length": String(body.length) } };
    expect((await callBlob(place.chain, "PUT /orders?restype=container&comp=acl", set)).status).toBe(200);
    const headers = { "x-ms-blob-type": "BlockBlob", "content-length": "8", "x-ms-tags": "paid=yes" };
    const put = (identifier: string) => {
      const query = generateBlobSASQueryParameters({ containerName: "orders", identifier }, key).toString();
      return callBlob(place.chain, `PUT /orders/a.txt?${query}`, { body: "an order", headers });
    };
    expectStorageRefusal(await put("writes"), mismatch);
    expect((await put("tags")).status).toBe(201);
  });
});
