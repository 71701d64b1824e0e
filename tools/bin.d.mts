/** The path of the program `command` of an installed package, to be run with Node. */
export function binOf(root: string, packageName: string, command?: string): string;
