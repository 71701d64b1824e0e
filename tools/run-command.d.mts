/** Runs a program and gives its exit code and all it printed, both streams in order of arrival. */
export function runCommand(
  command: string,
  parameters: readonly string[],
  options?: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv },
): Promise<{ readonly code: number; readonly output: string }>;
