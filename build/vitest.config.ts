import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The bundler reads Markdown and YAML files as text; so do the tests. */
const filesAsText = {
  name: "files-as-text",
  transform: (code: string, id: string) =>
    /\.(md|yaml)$/.test(id) ? `export default ${JSON.stringify(code)};` : undefined,
};

/** Integration tests start real servers: they have time, and in CI a second try, which the output names. */
export default defineConfig({
  root,
  plugins: [filesAsText],
  test: {
    pool: "forks",
    // Files of real servers mostly wait: more of them than there are cores.
    maxWorkers: 3,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["tests/unit/**/*.test.ts", "tests/unit/**/*.test.tsx", "tests/contract/**/*.test.ts"],
          testTimeout: 10_000,
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: ["tests/integration/**/*.test.ts"],
          testTimeout: 30_000,
          retry: process.env.CI === "true" ? 1 : 0,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
