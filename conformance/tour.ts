// What the storage tour has to see: every operation of programs/storage-blob*, by every principal. One table for all
// clients, in every language.
import type { ChainName } from "./chains.ts";

/** The applications that take the tour, by the chain that gives each its role. */
export const tourPrincipals = {
  owner: "dataOwner",
  contributor: "orders",
  reader: "dataReader",
  accountReader: "noDataRole",
  elsewhere: "otherContainer",
} as const satisfies Record<string, ChainName>;

type Principal = keyof typeof tourPrincipals;

const mismatch = "403 AuthorizationPermissionMismatch";
/** A token that is not for this account's directory, or not for storage: the challenge names the right directory. */
const challenged = "401 InvalidAuthenticationInfo challenged";

function allows(principals: readonly Principal[], value: unknown): Record<string, unknown> {
  const seen = Object.keys(tourPrincipals).map((name) => {
    return [name, principals.includes(name as Principal) ? value : mismatch] as const;
  });
  return { ...Object.fromEntries(seen), homeDirectory: challenged, otherAudience: challenged };
}

const readers = ["owner", "contributor", "reader"] as const;
const writers = ["owner", "contributor"] as const;
const listers = [...readers, "accountReader"] as const;

const read = (value: unknown): Record<string, unknown> => allows(readers, value);
const write = (value: unknown = "done"): Record<string, unknown> => allows(writers, value);
const owns = (value: unknown = "done"): Record<string, unknown> => allows(["owner"], value);
/** A batch is answered, and each of its parts by itself. */
function parts(value: string): Record<string, unknown> {
  const refused = [mismatch, mismatch];
  return { ...write([value, value]), reader: refused, accountReader: refused, elsewhere: refused };
}

export const tour: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "list containers": allows(listers, true),
  "get service properties": allows(["accountReader"], "object"),
  "set service properties": allows([], "done"),
  "get account information": allows([], "StorageV2"),
  "find blobs by tags": owns(1),
  "delete in a batch": parts("202"),
  "set tiers in a batch": parts("200"),
  // Read, write, read the tags: a signature can do what it says and its signer may do.
  "sign with a user delegation key": { ...write(["hello", "done", mismatch]), reader: ["hello", mismatch, mismatch] },
  "create a container": write(),
  "delete a container": write(),
  "get a container's properties": allows(listers, "available"),
  "set a container's metadata": write(),
  "lease a container": write(),
  "get a container's access policy": owns([]),
  "set a container's access policy": owns(),
  "list blobs, page by page": read([["/a/1", "/a/2"], ["/b/1", "/c"], ["/d é+%"]]),
  "list blobs by folder": read(["blob /c", "blob /d é+%", "prefix /a/", "prefix /b/"]),
  "put blob": write("string"),
  "put blob with tags": owns(),
  "upload in blocks": write([[2 << 20, 2 << 20, 1 << 20], true]),
  "stage block": write(),
  "commit block list": write(),
  "get block list": read([5]),
  download: read("hello"),
  "download a range": read("ell"),
  "download what has not changed": read("304"),
  "write only what is new": write("409 BlobAlreadyExists"),
  "write only what has not changed": write("412 ConditionNotMet"),
  "get properties": read(5),
  "set metadata": write({ kind: "test" }),
  "set HTTP headers": write("text/plain"),
  "set tier": write("Cool"),
  "set tags": owns(),
  "get tags": owns({ stage: "new" }),
  "read by a condition on tags": read("done"),
  "lease a blob": write(),
  "write without the lease": write("412 LeaseIdMissing"),
  snapshot: write("hello"),
  "delete a blob": write(),
  "create an append blob": write(),
  append: write("4"),
  "create a page blob": write(),
  "upload and clear pages": write(),
  "get page ranges": read([[512, 511]]),
  copy: write("success"),
  "copy at once": write("hello"),
  // The engine has no Put Blob From URL and no Append Block From URL: it says so to those who may, and only to them.
  "put a blob from a URL": write("501 APINotImplemented"),
  "stage a block from a URL": write("ell"),
  "append from a URL": write("501 APINotImplemented"),
};

/** What differs from the table, in words; undefined when nothing does. */
export function judgeTour(printed: unknown): string | undefined {
  if (typeof printed !== "object" || printed === null) return "printed no tour";
  const seen = printed as Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
  const unknown = Object.keys(seen).filter((operation) => !(operation in tour));
  const wrong = Object.entries(tour).flatMap(([operation, row]) =>
    Object.entries(row).flatMap(([principal, wanted]) => {
      const [saw, expected] = [seen[operation]?.[principal], wanted].map((value) => JSON.stringify(value));
      return saw === expected ? [] : [`${operation} by ${principal}: ${saw}, not ${expected}`];
    }),
  );
  const faults = [...unknown.map((operation) => `nobody expects ${operation}`), ...wrong];
  return faults.length === 0 ? undefined : faults.join("\n");
}
