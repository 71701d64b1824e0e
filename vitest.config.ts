import { defineConfig } from "vitest/config";

const conditions = ["@tegata/source"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions: [...conditions, "node", "import", "module", "default"] } },
  test: {
    include: ["packages/*/test/**/*.test.ts", "tools/test/**/*.test.ts", "samples/*/test/**/*.test.ts"],
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
