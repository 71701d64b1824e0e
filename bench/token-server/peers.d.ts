// What the bench uses of the package, which has no types of its own.
declare module "oidc-provider" {
  import type { RequestListener } from "node:http";

  export class Provider {
    constructor(issuer: string, options: object);
    callback(): RequestListener;
  }
}
