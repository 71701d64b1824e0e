// The whole table.
import type { WrongInputGroup } from "./row.ts";
import { whatIsNotThere } from "./rows/absent.ts";
import { theCommand } from "./rows/command.ts";
import { whatItSays } from "./rows/content.ts";
import { theFile } from "./rows/file.ts";
import { theNetwork } from "./rows/network.ts";
import { whoIsSignedIn } from "./rows/sign-in.ts";

export const groups: readonly WrongInputGroup[] = [
  theFile,
  whatItSays,
  whatIsNotThere,
  whoIsSignedIn,
  theNetwork,
  theCommand,
];
