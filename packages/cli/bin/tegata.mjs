#!/usr/bin/env node
import module from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";

// What Node compiled is kept for the next start, which takes a quarter less time then. In the user's own folder: in the
// system's temporary one, which Node would take, others could put something else in its place.
const { LOCALAPPDATA, XDG_CACHE_HOME } = process.env;
module.enableCompileCache?.(join(LOCALAPPDATA || XDG_CACHE_HOME || join(homedir(), ".cache"), "tegata", "compiled"));

const { main } = await import("tegata");
process.exitCode = await main(process.argv.slice(2));
