import type { Clock } from "../../../../shared/base/clock.ts";
import { parseRuleFile } from "../../../../shared/domain/alerts/rules/parseRuleFile.ts";
import type { Log } from "../../log.ts";
import { createFileLibrary } from "../createFileLibrary.ts";
import type { RuleLibrary } from "./types.ts";

/** Reads `*.yaml` and `*.yml` of `folder`; `*_test.yaml` are unit tests and no rules. */
export function createRuleLibrary({
  folder,
  clock,
  log,
}: {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
}): RuleLibrary {
  const library = createFileLibrary({
    folder,
    clock,
    log,
    accepts: (name) => /^[^.].*\.ya?ml$/i.test(name) && !/_test\.ya?ml$/i.test(name),
    parse: parseRuleFile,
    unreadable: (file, message) => ({ groups: null, problems: [{ file, line: 1, column: 1, message }] }),
  });
  return {
    get groups() {
      return [...library.files.values()].flatMap(({ groups }) => groups ?? []);
    },
    get problems() {
      return [...library.files.values()].flatMap(({ problems }) => problems);
    },
    onChange: library.onChange,
    dispose: () => library.dispose(),
  };
}
