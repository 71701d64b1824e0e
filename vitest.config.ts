import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const conditions = ["@tegata/source"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions: [...conditions, "node", "import", "module", "default"] } },
  test: {
    include: ["packages/*/test/**/*.test.ts", "tools/test/**/*.test.ts", "samples/*/test/**/*.test.ts"],
    // The runner leaves one core free unless told; half of a small machine.
    maxWorkers: availableParallelism(),
    // The world is passed in, so no file leaves anything behind for the next; a fresh one for each took half of the time.
    isolate: false,
    // Nothing waits for time; a machine that is busy with other work may be slow all the same.
    testTimeout: 90_000,
    hookTimeout: 60_000,
  },
});
