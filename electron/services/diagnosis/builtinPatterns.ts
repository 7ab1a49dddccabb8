/// <reference path="../../../shared/text.d.ts" />
import { parsePatternFile } from "../../../shared/domain/diagnosis/parsePatternFile.ts";
import type { FaultPattern } from "../../../shared/domain/diagnosis/pattern.ts";
import changes from "./builtin/changes.yaml";
import gpus from "./builtin/gpus.yaml";
import hosts from "./builtin/hosts.yaml";
import serving from "./builtin/serving.yaml";

const files = { "serving.yaml": serving, "changes.yaml": changes, "gpus.yaml": gpus, "hosts.yaml": hosts };

/** The fault patterns that come with the console. */
export const builtinPatterns: readonly FaultPattern[] = Object.entries(files).flatMap(([file, text]) => {
  const { patterns, problems } = parsePatternFile(text, file);
  if (patterns) return patterns;
  throw new Error(`${file}:${problems[0]?.line}: ${problems[0]?.message}`);
});
