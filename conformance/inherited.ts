/** Inherited variables that would lead a client elsewhere. */
const misleading = /^(AZURE_|ARM_|MSI_|IDENTITY_|IMDS_|WEBSITE_|TEGATA_)|^(HTTPS?|ALL|NO)_PROXY$|^NODE_OPTIONS$/i;

/** This process's environment, without what a developer's shell may hold for other clouds. */
export function inherited(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !misleading.test(name)));
}
