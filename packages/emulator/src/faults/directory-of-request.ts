import type { IncomingMessage } from "node:http";
import { stringClaim, tryDecodeToken } from "@tegata/core";
import type { Context } from "../context.ts";
import { findDirectory } from "../directory/directory.ts";
import { findSubscription } from "../resources/resource.ts";
import type { FaultService } from "./fault.ts";

function bearerOf(request: IncomingMessage): ReturnType<typeof tryDecodeToken> {
  const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  return token === undefined ? undefined : tryDecodeToken(token);
}

function tenantOfBearer(request: IncomingMessage): string | undefined {
  const decoded = bearerOf(request);
  return decoded && stringClaim(decoded, "tid");
}

/** The ids of who sends a request, as its token says; nothing is verified here. */
export function callersOfRequest(request: IncomingMessage): string[] {
  const decoded = bearerOf(request);
  if (!decoded) return [];
  return ["oid", "appid", "azp"].flatMap((claim) => stringClaim(decoded, claim)?.toLowerCase() ?? []);
}

const accountTypes: Partial<Record<FaultService, string>> = {
  blob: "Microsoft.Storage/storageAccounts",
  foundry: "Microsoft.CognitiveServices/accounts",
};

/** The account's name: the host's first label behind Microsoft's names, else the first path segment. */
function tenantOfAccount(context: Context, request: IncomingMessage, accounts: string): string | undefined {
  const { arm } = context.store.state;
  const label = request.headers.host?.split(".")[0] ?? "";
  const segment = request.url?.split("/")[1] ?? "";
  const account = arm.resources.find(({ type, name }) => type === accounts && (name === label || name === segment));
  return account && findSubscription(arm, account.id)?.tenantId;
}

/** The name of the directory that a request is about, as far as it can be told without judging the request. */
export function directoryOfRequest(
  context: Context,
  request: IncomingMessage,
  { service, host }: { readonly service: FaultService; readonly host?: string },
): string | undefined {
  const { hosts, arm, directories } = context.store.state;
  const path = request.url?.split("?")[0] ?? "";
  if (service === "managedIdentity") return hosts.find(({ name }) => name === host)?.directory;
  if (service === "token") return findDirectory(directories, path.split(/\/+/)[1] ?? "")?.name;
  const accounts = accountTypes[service];
  const tenantId =
    (service === "resourceManager" ? findSubscription(arm, path)?.tenantId : undefined) ??
    (accounts === undefined ? undefined : tenantOfAccount(context, request, accounts)) ??
    tenantOfBearer(request);
  return directories.find((directory) => directory.tenantId === tenantId)?.name;
}
