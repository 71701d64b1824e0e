import { reaches } from "@tegata/core";
import type { Resource } from "../../resources/resource.ts";
import type { ArmHandler } from "./answer.ts";
import { ArmRefusal } from "./answer.ts";
import { maySee } from "./resource-groups.ts";
import { showResource } from "./resources.ts";

/** What the list may be narrowed by. @see https://learn.microsoft.com/rest/api/resources/resources/list */
const properties: Readonly<Record<string, (resource: Resource) => readonly (string | undefined)[]>> = {
  resourcetype: ({ type }) => [type],
  resourcegroup: ({ id }) => [id.split("/")[4]],
  name: ({ name }) => [name],
  location: ({ location }) => [location],
  "identity/principalid": ({ identity }) => [identity?.principalId],
  tagname: ({ tags }) => Object.keys(tags),
  tagvalue: ({ tags }) => Object.values(tags),
};

/** `resourceType eq 'x' and name eq 'y'`, as what a resource must be; without regard to case. */
function wantedBy(filter: string): (resource: Resource) => boolean {
  const clauses = filter.split(/ and /i).filter((clause) => clause.trim() !== "");
  const tests = clauses.map((clause) => {
    const [, property = "", value = ""] = /^\s*([\w/]+)\s+eq\s+'([^']*)'\s*$/i.exec(clause) ?? [];
    const read = properties[property.toLowerCase()];
    if (read) return (resource: Resource) => read(resource).some((each) => each?.toLowerCase() === value.toLowerCase());
    throw new ArmRefusal(
      400,
      "InvalidFilterInQueryString",
      `Invalid $filter '${clause.trim()}' specified in the query string.`,
    );
  });
  return (resource) => tests.every((test) => test(resource));
}

/** `GET …/resources`: every tracked resource of a subscription or a group that the caller has a right in. */
export const listEveryResource: ArmHandler = (call) => {
  const scope = call.path.text.replace(/\/resources$/i, "");
  const isWanted = wantedBy(call.query.get("$filter") ?? "");
  const value = call.context.store.state.arm.resources
    .filter((resource) => {
      const { id, location } = resource;
      return location !== "" && reaches(scope, id) && maySee(call, id) && isWanted(resource);
    })
    .map((resource) => {
      const { properties: _, ...shown } = showResource(resource);
      return shown;
    });
  return { status: 200, body: { value } };
};
