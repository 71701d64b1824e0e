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
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
