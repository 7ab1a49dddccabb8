import type { CancelSignal } from "../../../shared/base/cancel.ts";
import { errorText } from "../../../shared/base/errors.ts";
import type { ReviewCheck } from "../../../shared/contract/areas/runbooks.ts";
import type { PlannedTarget } from "../../../shared/domain/runbook/plan.ts";
import { shellWords } from "../../../shared/domain/runbook/shellWords.ts";
import type { SshConnection } from "../ssh/types.ts";
import { type SudoAnswer, sudoAnswer } from "./onHost.ts";

const mostChars = 200;
/** What ends a step that sudo has started, at its time or when the run is stopped: as `hostCommand` asks for it. */
const endings: readonly (readonly string[])[] = [
  ["timeout", "-k", "5", "60", "true"],
  ["kill", "2"],
];

type SudoTarget = Pick<PlannedTarget, "host" | "actions" | "undo" | "undoAll">;

/** Asks sudo about the very commands of a host, and whether it lets them be ended. None where no step needs it. */
export async function sudoChecks(
  target: SudoTarget,
  connections: { of(host: string, signal?: CancelSignal): Promise<Pick<SshConnection, "exec">> },
  signal: CancelSignal | undefined,
): Promise<readonly ReviewCheck[]> {
  const { host } = target;
  const commands = commandsOf(target);
  if (commands.length === 0) return [];
  const base = { host, value: null, holder: null } as const;
  const allows = {
    ...base,
    id: `sudo-${host}`,
    title: "sudo asks for no password",
    text: commands.map((argv) => `sudo -n ${wordsOf(argv)}`).join("\n"),
    severity: "block",
  } as const;
  try {
    const connection = await connections.of(host, signal);
    // One after the other: a server has few channels, and sudo writes each question down.
    for (const argv of commands) {
      const problem = problemOf(await sudoAnswer(host, connection, argv, signal), argv);
      if (problem) return [{ ...allows, ...problem }];
    }
    const refused: string[] = [];
    for (const argv of endings) {
      const answer = await sudoAnswer(host, connection, argv, signal);
      if (answer.kind !== "free") refused.push(argv[0] ?? "");
    }
    return [
      { ...allows, state: "passed", problem: null },
      {
        ...base,
        id: `sudo-end-${host}`,
        title: "sudo lets its steps be ended",
        text: "sudo -n timeout …\nsudo -n kill …",
        severity: "warn",
        ...(refused.length === 0
          ? { state: "passed", problem: null }
          : {
              state: "failed",
              problem: `sudo does not allow ${refused.join(" and ")}: a step that is past its time, or whose run is stopped, goes on at the host until it ends by itself, and is told as unknown`,
            }),
      },
    ];
  } catch (error) {
    return [{ ...allows, state: "missing", problem: errorText(error) }];
  }
}

/** What sudo runs on a target, each command once, without `sudo -n`. */
function commandsOf({ actions, undo, undoAll }: SudoTarget): readonly (readonly string[])[] {
  const found = [...actions, ...undo.flat(), ...undoAll].flatMap((action) =>
    action.kind === "command" && action.sudo ? [action.argv.slice(2)] : [],
  );
  return [...new Map(found.map((argv) => [JSON.stringify(argv), argv])).values()];
}

function problemOf(answer: SudoAnswer, argv: readonly string[]): Pick<ReviewCheck, "state" | "problem"> | null {
  const what = wordsOf(argv);
  const remedy = "allow it with NOPASSWD, or name a user for writing";
  switch (answer.kind) {
    case "free":
      return null;
    case "asks":
      return { state: "failed", problem: `sudo asks for a password before ${what}: ${remedy}` };
    case "refused": {
      const said = answer.said === "" ? "" : ` (${answer.said})`;
      return { state: "failed", problem: `sudo does not allow ${what}${said}: ${remedy}` };
    }
    case "unknown":
      return {
        state: "missing",
        problem: `sudo allows ${what} and does not say whether it asks for a password: ${remedy}`,
      };
  }
}

/** On one line; the whole stands in the dry run. */
function wordsOf(argv: readonly string[]): string {
  const [line = ""] = shellWords(argv).slice(0, mostChars).split("\n");
  return line === shellWords(argv) ? line : `${line}…`;
}
