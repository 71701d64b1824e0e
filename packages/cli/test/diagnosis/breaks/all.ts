import type { Break } from "./break.ts";
import { homeBreaks } from "./home.ts";
import { identityBreaks } from "./identity.ts";
import { resourceBreaks } from "./resource.ts";
import { settingBreaks } from "./settings.ts";
import { wireBreaks } from "./wire.ts";

/** Every way to break the chain that the matrix has. */
export const breaks: readonly Break[] = [
  ...settingBreaks,
  ...identityBreaks,
  ...homeBreaks,
  ...resourceBreaks,
  ...wireBreaks,
];
