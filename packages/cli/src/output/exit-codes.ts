/** What the process ends with. Scripts rely on these. */
export const exitCode = {
  done: 0,
  failed: 1,
  planHasChanges: 2,
  waitingForOtherAdministrator: 3,
  /** Of the chain: doctor, verify, token. */
  faultFound: 4,
  usage: 64,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
