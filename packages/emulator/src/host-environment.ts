import { appServiceIdentity, imds } from "@tegata/core";
import type { EmulatorEnvironment, HostEnvironment } from "./environment.ts";
import { trustStorePassword } from "./tls/trust-stores.ts";

/** Where IMDS is on a real machine. */
const imdsHost = new URL(imds.origin).hostname;

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Inherited variables that would lead a client elsewhere, or make it think that it runs on another kind of host; and
 * what `tegata plan` and `apply` sign the operators in with, which no host has.
 */
const misleading =
  /^(AZURE_|MSI_|IDENTITY_|WEBSITE_|APPSETTING_WEBSITE_)|^IMDS_ENDPOINT$|^(HTTPS?|ALL|NO)_PROXY$|^TEGATA_(HOME|RESOURCE)_(CLIENT_ID|CLIENT_SECRET|FEDERATED_TOKEN_FILE)$/i;

/** Trust in the emulator's authority, for each language. */
function trust({ ca, caBundle }: EmulatorEnvironment): Record<string, string> {
  return { NODE_EXTRA_CA_CERTS: ca, SSL_CERT_FILE: caBundle, REQUESTS_CA_BUNDLE: caBundle, CURL_CA_BUNDLE: caBundle };
}

/** Java reads neither the variables of a trust store nor, unless it is told to, those of a proxy. */
function java({ trustStore, proxy }: EmulatorEnvironment, inherited: Variables): Record<string, string> {
  const { hostname, port } = new URL(proxy);
  const options = [
    inherited["JAVA_TOOL_OPTIONS"],
    `-Djavax.net.ssl.trustStore="${trustStore}"`,
    "-Djavax.net.ssl.trustStoreType=JKS",
    `-Djavax.net.ssl.trustStorePassword=${trustStorePassword}`,
    `-Dhttps.proxyHost=${hostname}`,
    `-Dhttps.proxyPort=${port}`,
    "-Dhttp.nonProxyHosts=localhost|127.*|[::1]",
  ];
  return { JAVA_TOOL_OPTIONS: options.filter(Boolean).join(" ") };
}

/**
 * The way to the emulator behind Microsoft's names. Loopback is reached directly. On a virtual machine plain HTTP goes
 * through the proxy too, in the machine's name: the clients for Go and Rust, and whoever types the address into curl, know
 * IMDS at its own address only.
 */
function proxy(environment: EmulatorEnvironment, hostName: string, isMachine: boolean): Record<string, string> {
  const loopback = "localhost,127.0.0.1,::1";
  const url = environment.proxy;
  const https = { HTTPS_PROXY: url, https_proxy: url, NODE_USE_ENV_PROXY: "1" };
  if (!isMachine) return { ...https, NO_PROXY: `${loopback},${imdsHost}`, no_proxy: `${loopback},${imdsHost}` };
  const machine = url.replace("://", `://${encodeURIComponent(hostName)}:machine@`);
  return { ...https, HTTP_PROXY: machine, http_proxy: machine, NO_PROXY: loopback, no_proxy: loopback };
}

/**
 * What App Service and Functions put into a process, as far as programs look at it. By the last name the Azure CLI and
 * older libraries for Python and JavaScript know that they are there.
 *
 * @see https://github.com/Azure/azure-cli/issues/22677
 */
function site(name: string, resourceGroup: string, isFunctionApp: boolean): Record<string, string> {
  return {
    WEBSITE_SITE_NAME: name,
    WEBSITE_HOSTNAME: `${name}.azurewebsites.net`,
    WEBSITE_RESOURCE_GROUP: resourceGroup,
    WEBSITE_INSTANCE_ID: "0".repeat(64),
    WEBSITE_SKU: "Basic",
    APPSETTING_WEBSITE_SITE_NAME: name,
    ...(isFunctionApp ? { FUNCTIONS_EXTENSION_VERSION: "~4", FUNCTIONS_WORKER_RUNTIME: "node" } : {}),
  };
}

/** What Container Apps puts into a process, as far as programs look at it. */
function containerApp(name: string): Record<string, string> {
  return {
    CONTAINER_APP_NAME: name,
    CONTAINER_APP_REVISION: `${name}--0000001`,
    CONTAINER_APP_REPLICA_NAME: `${name}--0000001-0`,
    CONTAINER_APP_HOSTNAME: `${name}.japaneast.azurecontainerapps.io`,
  };
}

function platformOf(name: string, kind: HostEnvironment["kind"], resourceGroup: string): Record<string, string> {
  if (kind === "virtualMachine" || kind === "kubernetes") return {};
  return kind === "containerApp" ? containerApp(name) : site(name, resourceGroup, kind === "functionApp");
}

/** Where the host's identity comes from. A Kubernetes workload has what the workload identity webhook injects. */
function identityOf(host: HostEnvironment): Record<string, string> {
  if (host.workload) {
    const { tenantId, clientId, tokenFile, authorityHost } = host.workload;
    return {
      AZURE_TENANT_ID: tenantId,
      ...(clientId === undefined ? {} : { AZURE_CLIENT_ID: clientId }),
      AZURE_FEDERATED_TOKEN_FILE: tokenFile,
      AZURE_AUTHORITY_HOST: authorityHost,
    };
  }
  if (host.kind === "virtualMachine") return { [imds.originVariable]: host.identityEndpoint };
  return {
    [appServiceIdentity.endpointVariable]: host.identityEndpoint,
    [appServiceIdentity.headerVariable]: host.identityHeader ?? "",
  };
}

/**
 * The environment of a program as if it ran on one of the emulator's hosts: that host's identity endpoint, trust in the
 * emulator, the proxy. Inherited variables that contradict it are left out. The host's own settings, as Resource Manager
 * has them, go before what is inherited. Undefined when there is no such host.
 */
export function hostEnvironment(
  environment: EmulatorEnvironment,
  hostName: string,
  inherited: Variables,
  settings: Readonly<Record<string, string>> = {},
): Record<string, string> | undefined {
  const owner = Object.values(environment.directories).find((directory) => directory.hosts?.[hostName]);
  const host = owner?.hosts?.[hostName];
  if (!owner || !host) return undefined;
  const kept = Object.entries(inherited).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !misleading.test(entry[0]),
  );
  const identity = identityOf(host);
  const platform = platformOf(hostName, host.kind, owner.resourceGroup);
  const way = proxy(environment, hostName, host.kind === "virtualMachine");
  const reach = { ...trust(environment), ...java(environment, inherited), ...way };
  return { ...Object.fromEntries(kept), ...settings, ...reach, ...identity, ...platform };
}
