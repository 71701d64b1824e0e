/** One of the three steps from a workload to a resource of another directory. */
export interface Hop {
  readonly number: 1 | 2 | 3;
  readonly name: "managed identity" | "exchange" | "resource";
  /** What happens, for people. */
  readonly does: string;
  /** What it needs to have been set up. */
  readonly needs: string;
}

/** The chain: managed identity, exchange, resource. */
export const hops: readonly [Hop, Hop, Hop] = [
  {
    number: 1,
    name: "managed identity",
    does: "the workload asks its host for a token of its user-assigned managed identity",
    needs: "a user-assigned managed identity, assigned to the host",
  },
  {
    number: 2,
    name: "exchange",
    does: "the workload presents that token as client assertion at the resource directory's token endpoint",
    needs:
      "a multi-tenant application beside the identity that trusts it through a federated identity credential, and the application's service principal in the resource directory",
  },
  {
    number: 3,
    name: "resource",
    does: "the workload calls the resource with the access token it got",
    needs: "a role assignment for that service principal at the resource",
  },
];
