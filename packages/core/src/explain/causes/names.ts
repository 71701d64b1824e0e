// Names that cannot be resolved.
import type { Reasoner } from "./said.ts";
import { said } from "./said.ts";

const account =
  /^([\w-]+)\.(?:privatelink\.)?(?:(?:blob|dfs|queue|table|file)\.core|vault|services\.ai|openai|cognitiveservices)\.[\w.-]+$/;

/** A resource's own name that does not resolve is misspelt, gone, or behind a private endpoint. */
export const reasonAboutName: Reasoner = ({ resource }) => {
  const name = resource === undefined ? undefined : account.exec(resource)?.[1];
  if (name === undefined) return [];
  return [
    said({
      id: "other.dns.account",
      cause: `no resource is called ${name}: misspelt or deleted`,
      fix: "Compare the endpoint with the resource's overview page.",
    }),
    said({
      id: "other.dns.private",
      cause: "the resource has a private endpoint, and its private DNS zone is not linked to this network",
      likelihood: "medium",
      fix: "Link the privatelink zone to the network, or allow public access.",
    }),
  ];
};
