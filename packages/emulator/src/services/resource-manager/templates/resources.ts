// A template's resources: which they are, where each goes, and in which order.
import type { Evaluate, Json, Place } from "./evaluate.ts";
import { TemplateFault } from "./expression.ts";
import { textOf, typedName } from "./functions.ts";

export interface TemplateResource {
  readonly id: string;
  /** As the template names it: its symbolic name or its name. */
  readonly names: readonly string[];
  readonly type: string;
  readonly apiVersion: string;
  readonly dependsOn: readonly string[];
  /** Not of one that is only referred to, or whose condition does not hold. */
  readonly isDeployed: boolean;
  /** As written; evaluated when its turn comes, because it may refer to what was deployed before. */
  readonly raw: Json;
}

const nestedType = "Microsoft.Resources/deployments";

/** Resources may stand below their parent, with the last part of their type and name only. */
function flattened(raws: readonly Json[], parent?: { readonly type: string; readonly name: string }): Json[] {
  return raws.flatMap((raw) => {
    const [type, name] = [textOf(raw["type"]), textOf(raw["name"])];
    const full =
      parent && !type.includes("/")
        ? { type: `${parent.type}/${type}`, name: joined(parent.name, name) }
        : { type, name };
    const children = Array.isArray(raw["resources"]) ? (raw["resources"] as Json[]) : [];
    const { resources: _, ...own } = raw;
    return [{ ...own, ...full }, ...flattened(children, full)];
  });
}

/** Two names, of which either may be an expression. */
function joined(parent: string, name: string): string {
  const part = (text: string): string =>
    text.startsWith("[") && !text.startsWith("[[") ? text.slice(1, -1) : `'${text.replaceAll("'", "''")}'`;
  return `[concat(${part(parent)}, '/', ${part(name)})]`;
}

function scopeOf(raw: Json, place: Place, evaluate: Evaluate): string {
  const group = place.resourceGroup?.id;
  if (raw["type"] === nestedType) {
    const subscription = `/subscriptions/${textOf(evaluate(raw["subscriptionId"]) ?? place.subscriptionId)}`;
    const named = evaluate(raw["resourceGroup"]);
    if (named !== undefined && named !== null) return `${subscription}/resourceGroups/${textOf(named)}`;
    return raw["location"] === undefined && group !== undefined ? group : subscription;
  }
  const own = group ?? `/subscriptions/${place.subscriptionId}`;
  const { scope } = raw;
  if (scope === undefined) return own;
  const evaluated = textOf(evaluate(scope));
  return evaluated.startsWith("/") ? evaluated.replace(/\/$/, "") : `${own}/providers/${evaluated}`;
}

function idOf(raw: Json, place: Place, evaluate: Evaluate): string {
  const [type, name] = [textOf(evaluate(raw["type"])), textOf(evaluate(raw["name"]))];
  const scope = scopeOf(raw, place, evaluate);
  // An extension below the resource that it extends: `…/storageAccounts/providers/roleAssignments`.
  const extension = /^(.+)\/providers\/([^/]+)$/i.exec(type);
  const names = name.split("/");
  if (extension) {
    const [, parent = "", last = ""] = extension;
    const depth = parent.split("/").length - 1;
    const [namespace = "", ...rest] = names.slice(depth);
    return `${scope}/providers/${typedName(parent, names.slice(0, depth))}/providers/${namespace}/${last}/${rest.join("/")}`;
  }
  if (/^Microsoft\.Resources\/resourceGroups$/i.test(type)) return `${scope}/resourceGroups/${name}`;
  return `${scope}/providers/${typedName(type, names)}`;
}

function read(raw: Json, symbol: string | undefined, { place, evaluate }: Tools): TemplateResource {
  if (raw["import"] !== undefined || raw["extension"] !== undefined)
    throw new TemplateFault("The emulator deploys no resources of extensions, such as Microsoft Graph's.");
  for (const name of ["type", "name", "apiVersion"])
    if (typeof raw[name] !== "string") throw new TemplateFault(`A resource of the template has no '${name}'.`);
  if (raw["copy"] !== undefined) throw new TemplateFault("The emulator does not repeat resources with 'copy'.");
  const name = textOf(evaluate(raw["name"]));
  const dependsOn = Array.isArray(raw["dependsOn"])
    ? (raw["dependsOn"] as unknown[]).map((one) => textOf(evaluate(one)))
    : [];
  return {
    id: idOf(raw, place, evaluate),
    names: [...(symbol === undefined ? [] : [symbol]), name, name.split("/").at(-1) ?? ""],
    type: textOf(raw["type"]),
    apiVersion: textOf(evaluate(raw["apiVersion"])),
    dependsOn,
    isDeployed: raw["existing"] !== true && isWanted(raw, evaluate),
    raw,
  };
}

interface Tools {
  readonly place: Place;
  readonly evaluate: Evaluate;
}

/** Whether a dependency means the resource: by its name, its symbol, or its id or the end of it. */
function isNamed({ id, names }: TemplateResource, by: string): boolean {
  return names.includes(by) || `/${id.toLowerCase()}`.endsWith(`/${by.toLowerCase()}`);
}

function isNeededBefore(one: TemplateResource, { dependsOn }: TemplateResource): boolean {
  return dependsOn.some((each) => isNamed(one, each));
}

/** Each after those that it depends on. */
function ordered(resources: readonly TemplateResource[]): TemplateResource[] {
  const waiting = [...resources];
  const done: TemplateResource[] = [];
  while (waiting.length > 0) {
    const index = waiting.findIndex((one) => !waiting.some((other) => isNeededBefore(other, one)));
    if (index < 0) {
      throw new TemplateFault(
        `Circular dependency detected on resource: '${waiting[0]?.id ?? ""}'. Please see https://aka.ms/arm-syntax-resources for usage details.`,
      );
    }
    done.push(...waiting.splice(index, 1));
  }
  return done;
}

function refuseUndefined(resources: readonly TemplateResource[]): void {
  for (const { dependsOn } of resources) {
    const missing = dependsOn.find((each) => !resources.some((other) => isNamed(other, each)));
    if (missing === undefined) continue;
    throw new TemplateFault(
      `The resource '${missing}' is not defined in the template. Please see https://aka.ms/arm-syntax for usage details.`,
    );
  }
}

/** The template's resources, in the order of their dependencies. They are a list, or since language version 2 named. */
export function templateResources(template: Json, tools: Tools): TemplateResource[] {
  const { resources = [] } = template;
  const entries = Array.isArray(resources)
    ? flattened(resources as Json[]).map((raw) => [undefined, raw] as const)
    : Object.entries(resources as Record<string, Json>);
  const all = entries.map(([symbol, raw]) => read(raw, symbol, tools));
  refuseUndefined(all);
  return ordered(all);
}

function isWanted({ condition }: Json, evaluate: Evaluate): boolean {
  return condition === undefined || evaluate(condition) !== false;
}

/** What the template says about a resource, and its provider is not told. */
const ofTheTemplate = new Set(["type", "name", "apiVersion", "scope", "dependsOn", "condition", "comments"]);

/** The body of the resource's own PUT. A nested deployment's template is its own business, unless it says otherwise. */
export function bodyOf({ raw, type }: TemplateResource, evaluate: Evaluate): Json {
  const body = Object.fromEntries(Object.entries(raw).filter(([name]) => !ofTheTemplate.has(name)));
  if (type !== nestedType) return evaluate(body) as Json;
  const { template, ...properties } = (body["properties"] ?? {}) as Json;
  const isInner = (properties["expressionEvaluationOptions"] as Json | undefined)?.["scope"] === "inner";
  return {
    ...(evaluate({ ...body, properties }) as Json),
    properties: { ...(evaluate(properties) as Json), template: isInner ? template : evaluate(template) },
  };
}
