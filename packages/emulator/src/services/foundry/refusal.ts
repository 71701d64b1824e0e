type Body = Readonly<Record<string, unknown>>;

/** A refusal in the form in which Foundry gives it: there are three, by who in the service refuses. */
export class FoundryRefusal extends Error {
  override readonly name: string = "FoundryRefusal";
  readonly status: number;
  /** What the journal calls it. */
  readonly code: string;
  readonly body: Body;
  /** Said in the journal only: what the emulator knows and Azure does not say. */
  readonly advice: string | undefined;

  constructor(status: number, body: Body, about: { readonly code: string; message: string; advice?: string }) {
    super(about.message);
    this.status = status;
    this.code = about.code;
    this.body = body;
    this.advice = about.advice;
  }
}

function withCode(status: number, code: string, message: string, advice?: string): FoundryRefusal {
  const about = { code, message, ...(advice === undefined ? {} : { advice }) };
  return new FoundryRefusal(status, { error: { code, message } }, about);
}

/**
 * No token, a token of another audience, or one that is not valid: one answer for all three, and the audience in it is
 * the one that Foundry wants.
 *
 * Recorded, with `https://ai.azure.com` in the parentheses, in several public repositories; the form with `statusCode`
 * at the top is that of the gateway in front of Cognitive Services:
 * https://github.com/MuiseDestiny/zotero-gpt/issues/412
 */
export function unauthorized(audience: string, saw: string): FoundryRefusal {
  const message = `Unauthorized. Access token is missing, invalid, audience is incorrect (${audience}), or have expired.`;
  const about = { code: "Unauthorized", message, advice: `the token: ${saw}` };
  return new FoundryRefusal(401, { statusCode: 401, message }, about);
}

/** A key in place of a token. Recorded: https://github.com/microsoft/sample-app-aoai-chatGPT/issues/1000 */
export function keysDisabled(): FoundryRefusal {
  return withCode(403, "AuthenticationTypeDisabled", "Key based authentication is disabled for this resource.");
}

/**
 * The message was recorded (https://github.com/microsoft/microsoft-foundry-for-vscode/issues/172), the code is that of
 * Cognitive Services. The emulator's accounts have no keys: none is right.
 */
export function wrongKey(): FoundryRefusal {
  const message =
    "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.";
  return withCode(401, "401", message, "the emulator's accounts have no keys: use a token for https://ai.azure.com");
}

/** Recorded: https://github.com/Azure/azure-dev/issues/5974 */
export function otherTenant(tenantId: string): FoundryRefusal {
  return withCode(
    400,
    "Tenant provided in token does not match resource token",
    `Token tenant ${tenantId} does not match resource tenant.`,
  );
}

/** Recorded: https://github.com/microsoft-foundry/new-foundry-portal/issues/140; the code is that of Cognitive Services. */
export function publicAccessDisabled(): FoundryRefusal {
  return withCode(403, "403", "Public access is disabled. Please configure private endpoint.");
}

export interface Denied {
  readonly principalId: string;
  readonly dataAction: string;
  /** With the names of its parameters, not their values: `POST /api/projects/{projectName}/assistants`. */
  readonly operation: string;
  readonly advice?: string;
}

/** A 401, not a 403, and with backticks. Recorded: https://github.com/microsoft-foundry/foundry-samples/issues/155 */
export function permissionDenied({ principalId, dataAction, operation, advice }: Denied): FoundryRefusal {
  const message = `The principal \`${principalId}\` lacks the required data action \`${dataAction}\` to perform \`${operation}\` operation. For instructions on granting the necessary permissions, see https://aka.ms/FoundryPermissions.`;
  return withCode(401, "PermissionDenied", message, advice);
}

/** Recorded for a path that the service has not: https://github.com/microsoft/Multi-Agent-Custom-Automation-Engine-Solution-Accelerator/issues/388 */
export function resourceNotFound(advice: string): FoundryRefusal {
  return withCode(404, "404", "Resource not found", advice);
}

/**
 * For what Azure has and the emulator has not. Azure's SDKs do not try a 501 again:
 * https://github.com/Azure/azure-sdk-for-js/blob/main/sdk/core/core-rest-pipeline/src/retryStrategies/exponentialRetryStrategy.ts
 */
export function notImplemented(message: string): FoundryRefusal {
  return withCode(501, "NotImplemented", message);
}

/** The message was recorded: https://github.com/microsoft/microsoft-foundry-for-vscode/issues/100; the code is inferred. */
export function projectNotFound(): FoundryRefusal {
  return withCode(404, "NotFound", "The project does not exist.");
}

/** Inferred from the wording that SDK users report, `API version not supported`. */
export function badApiVersion(saw: string | null): FoundryRefusal {
  return withCode(400, "BadRequest", "API version not supported", `api-version was ${saw ?? "missing"}; try v1`);
}

interface Fault {
  readonly param?: string;
  readonly code?: string;
  readonly status?: number;
  readonly type?: string;
}

/** OpenAI's own form, in which classic agents, conversations and responses refuse. */
export function openAIError(message: string, fault: Fault = {}): FoundryRefusal {
  const { param = null, code = null, status = 400, type = "invalid_request_error" } = fault;
  const about = { code: code ?? type, message };
  return new FoundryRefusal(status, { error: { message, type, param, code } }, about);
}

/** The wording is OpenAI's: `No assistant found with id 'asst_…'.` */
export function nothingFound(what: string, id: string): FoundryRefusal {
  return openAIError(`No ${what} found with id '${id}'.`, { status: 404 });
}

/** The model behind the agents did not answer. */
export function serverError(message: string): FoundryRefusal {
  return openAIError(message, { status: 500, type: "server_error", code: "server_error" });
}

/** Agents of the current API. The code is inferred from `error.code` in the SDK's own tests; the wording is ours. */
export function agentNotFound(name: string, version?: string): FoundryRefusal {
  const what = version === undefined ? name : `${name} with version ${version}`;
  return openAIError(`Agent ${what} not found`, { status: 404, code: "not_found" });
}
