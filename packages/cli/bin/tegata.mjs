#!/usr/bin/env node
import { main } from "tegata";

process.exitCode = await main(process.argv.slice(2));
