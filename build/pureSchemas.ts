import type { Plugin } from "vite";

/**
 * Tells the bundler that making a schema does nothing else: what a page takes from a file beside its schemas then comes
 * without them, and without zod. For this project's own files, where `z` is zod.
 */
export function pureSchemas(): Plugin {
  return {
    name: "pure-schemas",
    transform(code, id) {
      if (id.includes("/node_modules/") || !code.includes('import { z } from "zod"')) return null;
      return { code: code.replace(/(?<![\w.$])z(?=\s*\.\s*\w+\()/g, "/*#__PURE__*/ z"), map: null };
    },
  };
}
