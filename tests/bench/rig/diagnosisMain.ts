/** `FOLDER OF THE WORKER, SEED`: plays every scenario; one JSON line each. */
import { join } from "node:path";
import { scriptedCalm, scriptedFaults } from "../../../electron/demo/simulation/incident/faults.ts";
import { errorText } from "../../../shared/base/errors.ts";
import { diagnoseScripted } from "./simulatedConsole.ts";

interface DiagnosedScenario {
  readonly name: string;
  /** Id of the pattern that is behind it; null for none. */
  readonly cause: string | null;
  /** The likeliest first. */
  readonly candidates: readonly {
    readonly pattern: string;
    readonly host: string | null;
    readonly confidence: number;
  }[];
  readonly tookMs: number;
}

export async function diagnoseAll(folder: string, seed: number, tell: (row: DiagnosedScenario) => void): Promise<void> {
  for (const scripted of [...scriptedFaults, ...scriptedCalm]) {
    const { report, tookMs } = await diagnoseScripted(scripted, seed, join(folder, "samplesWorker.cjs"));
    const candidates = report.candidates
      .filter(({ ruledOutBy }) => ruledOutBy === null)
      .map(({ pattern, host, confidence }) => ({ pattern, host, confidence }));
    tell({ name: scripted.scenario.name, cause: scripted.cause, candidates, tookMs });
  }
}

const [folder = "", seed = "1"] = process.argv.slice(2);
diagnoseAll(folder, Number(seed), (row) => process.stdout.write(`${JSON.stringify(row)}\n`)).then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${errorText(error)}\n`);
    process.exit(1);
  },
);
