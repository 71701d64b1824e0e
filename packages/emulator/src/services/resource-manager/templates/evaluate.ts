// A template's values: every text that is an expression, replaced by what it says at the place of the deployment.
import type { Expression } from "./expression.ts";
import { parseExpression, TemplateFault } from "./expression.ts";
import type { TemplateFunction } from "./functions.ts";
import { pureFunctions, textOf, typedName } from "./functions.ts";

export type Json = Record<string, unknown>;

/** Where a deployment goes to, and what expressions may ask of it. */
export interface Place {
  readonly tenantId: string;
  readonly subscriptionId: string;
  readonly resourceGroup?: { readonly id: string; readonly name: string; readonly location: string };
  readonly deployment: { readonly name: string; readonly location?: string };
  /** What the subscription and the authority are, as `subscription()` and `environment()` tell it. */
  readonly subscription: Json;
  readonly environment: Json;
  /** A resource that is there, by its id or by the name it has in the template. */
  readonly reference: (nameOrId: string) => Json;
}

export interface Scope {
  readonly place: Place;
  readonly parameters: Json;
  readonly variables: Json;
}

export type Evaluate = (value: unknown) => unknown;

/** The scope that a resource id is in: what comes before its names says more than the place does. */
function resourceIdOf({ subscriptionId, resourceGroup }: Place, values: readonly string[]): string {
  const at = values.findIndex((value) => value.includes("/"));
  if (at < 0)
    throw new TemplateFault("Unable to evaluate template language function 'resourceId': the type is missing.");
  const before = values.slice(0, at);
  const group = before.at(-1) ?? resourceGroup?.name;
  const subscription = before.length > 1 ? (before[0] ?? "") : subscriptionId;
  const typed = typedName(values[at] ?? "", values.slice(at + 1));
  const isGroup = /^Microsoft\.Resources\/resourceGroups$/i.test(values[at] ?? "");
  if (isGroup) return `/subscriptions/${subscription}/resourceGroups/${values[at + 1] ?? ""}`;
  const prefix =
    group === undefined ? `/subscriptions/${subscription}` : `/subscriptions/${subscription}/resourceGroups/${group}`;
  return `${prefix}/providers/${typed}`;
}

function named(values: Json, { kind, name }: { kind: string; name: unknown }): unknown {
  const key = Object.keys(values).find((each) => each.toLowerCase() === textOf(name).toLowerCase());
  if (key === undefined) {
    throw new TemplateFault(
      `The template ${kind} '${textOf(name)}' is not found. Please see https://aka.ms/arm-syntax-${kind}s for usage details.`,
    );
  }
  return values[key];
}

function placeFunctions(scope: Scope, evaluate: Evaluate): Readonly<Record<string, TemplateFunction>> {
  const { place, parameters, variables } = scope;
  const texts = (values: readonly unknown[]): string[] => values.map(textOf);
  return {
    parameters: (name) => named(parameters, { kind: "parameter", name }),
    variables: (name) => evaluate(named(variables, { kind: "variable", name })),
    resourceid: (...values) => resourceIdOf(place, texts(values)),
    subscriptionresourceid: (...values) => {
      const hasSubscription = !textOf(values[0]).includes("/");
      const [type = "", ...names] = texts(hasSubscription ? values.slice(1) : values);
      const subscription = hasSubscription ? textOf(values[0]) : place.subscriptionId;
      return `/subscriptions/${subscription}/providers/${typedName(type, names)}`;
    },
    resourcegroup: () => {
      if (place.resourceGroup) return place.resourceGroup;
      throw new TemplateFault("The template function 'RESOURCEGROUP' is not expected at this location.");
    },
    subscription: () => place.subscription,
    tenant: () => ({ tenantId: place.tenantId }),
    deployment: () => place.deployment,
    environment: () => place.environment,
    reference: (of, _version, full) => {
      const found = place.reference(textOf(of));
      return full === "Full" || full === "full" ? found : found["properties"];
    },
  };
}

function member(of: unknown, key: unknown): unknown {
  if (Array.isArray(of)) return (of as unknown[])[Number(key)];
  const names = typeof of === "object" && of !== null ? Object.keys(of) : [];
  const name = names.find((each) => each.toLowerCase() === textOf(key).toLowerCase());
  if (name !== undefined) return (of as Json)[name];
  throw new TemplateFault(
    `The language expression property '${textOf(key)}' doesn't exist, available properties are '${names.join(", ")}'.`,
  );
}

/** What evaluates the values of a template at a place. */
export function evaluator(scope: Scope): Evaluate {
  const known = { ...pureFunctions, ...placeFunctions(scope, (value) => evaluate(value)) };
  const call = (expression: Expression): unknown => {
    if (expression.kind === "literal") return expression.value;
    if (expression.kind === "member") return member(call(expression.of), call(expression.key));
    const name = expression.name.toLowerCase();
    // Only the branch that is taken is evaluated.
    if (name === "if") {
      const [test, then, otherwise] = expression.values;
      const taken = test && call(test) === true ? then : otherwise;
      return taken ? call(taken) : null;
    }
    const found = Object.hasOwn(known, name) ? known[name] : undefined;
    if (found) return found(...expression.values.map(call));
    throw new TemplateFault(
      `The template function '${expression.name}' is not expected at this location. Please see https://aka.ms/arm-functions for usage details.`,
    );
  };
  const evaluate: Evaluate = (value) => {
    if (typeof value === "string") {
      const expression = parseExpression(value);
      return expression ? call(expression) : value.replace(/^\[\[/, "[");
    }
    if (Array.isArray(value)) return value.map(evaluate);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, evaluate(each)]));
  };
  return evaluate;
}
