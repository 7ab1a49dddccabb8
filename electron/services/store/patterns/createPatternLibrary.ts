import type { Clock } from "../../../../shared/base/clock.ts";
import { parsePatternFile } from "../../../../shared/domain/diagnosis/parsePatternFile.ts";
import type { Log } from "../../log.ts";
import { createFileLibrary } from "../createFileLibrary.ts";
import type { PatternLibrary } from "./types.ts";

/** Reads `*.yaml` and `*.yml` of `folder`. */
export function createPatternLibrary({
  folder,
  clock,
  log,
}: {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
}): PatternLibrary {
  const library = createFileLibrary({
    folder,
    clock,
    log,
    accepts: (name) => /^[^.].*\.ya?ml$/i.test(name),
    parse: parsePatternFile,
    unreadable: (file, message) => ({ patterns: null, problems: [{ file, line: 1, column: 1, message }] }),
  });
  return {
    get patterns() {
      return [...library.files.values()].flatMap(({ patterns }) => patterns ?? []);
    },
    get problems() {
      return [...library.files.values()].flatMap(({ problems }) => problems);
    },
    onChange: library.onChange,
    dispose: () => library.dispose(),
  };
}
