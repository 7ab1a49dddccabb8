import { readFileSync } from "node:fs";
import { mkdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../../../../shared/base/clock.ts";
import { errorText, MidwatchError } from "../../../../shared/base/errors.ts";
import { parseSloFile } from "../../../../shared/domain/slo/formats/parseSloFile.ts";
import type { Slo } from "../../../../shared/domain/slo/slo.ts";
import type { SloDraft } from "../../../../shared/domain/slo/sloDraft.ts";
import { writeSloth } from "../../../../shared/domain/slo/writeSloth.ts";
import type { WorkspaceProblem } from "../../../../shared/domain/workspace/model.ts";
import type { Log } from "../../log.ts";
import { writeFileAtomic } from "../atomicWrite.ts";
import { createFileLibrary } from "../createFileLibrary.ts";
import { fileErrorCode } from "../fileErrors.ts";
import type { SloLibrary } from "./types.ts";

/** Reads `*.yaml` and `*.yml` of `folder`. */
export function createSloLibrary({
  folder,
  clock,
  log,
}: {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
}): SloLibrary {
  const library = createFileLibrary({
    folder,
    clock,
    log,
    accepts: (name) => /^[^.].*\.ya?ml$/i.test(name),
    parse: parseSloFile,
    unreadable: (file, message) => ({ slos: null, problems: [{ file, line: 1, column: 1, message }] }),
  });
  let known = collect(library.files.values());
  const listening = library.onChange(() => {
    known = collect(library.files.values());
  });

  /** One change after the other: each is made to what the one before left. */
  let saving: Promise<unknown> = Promise.resolve();

  async function save(draft: SloDraft, replaces: string | null): Promise<string> {
    const { slos } = collect(library.files.values());
    const old = slos.find(({ id }) => id === replaces);
    if (replaces !== null && old === undefined) {
      throw new MidwatchError("CONFLICT", `${replaces} is no longer there: nothing was written`);
    }
    const beside = slos.find(({ service, format }) => service === draft.service && format === "sloth");
    const file = (old ?? beside)?.file ?? `${draft.service}.yaml`;
    const path = join(folder, file);
    const text = writeSloth(textOf(path), draft, old?.name ?? null);
    if (text === null) {
      throw new MidwatchError(
        "CONFLICT",
        `${file} is no file of Sloth's format for ${draft.service} that can be written into: change it by hand. Nothing was written`,
      );
    }
    const [problem] = collect([
      parseSloFile(text, file),
      { slos: slos.filter((slo) => slo.file !== file), problems: [] },
    ]).problems;
    if (problem) throw new MidwatchError("BAD_REQUEST", `${problem.message}. Nothing was written`);
    try {
      await mkdir(folder, { recursive: true });
      // The file behind a link keeps its place.
      await writeFileAtomic(await realpath(path).catch(() => path), text, 0o644);
    } catch (error) {
      throw new MidwatchError("STORE_FAILED", `${path} could not be written: ${errorText(error)}`, { cause: error });
    }
    return file;
  }

  return {
    get slos() {
      return known.slos;
    },
    get problems() {
      return known.problems;
    },
    onChange: library.onChange,
    save(draft, replaces) {
      const saved = saving.then(() => save(draft, replaces));
      saving = saved.catch(() => {});
      return saved;
    },
    dispose() {
      listening.dispose();
      library.dispose();
    },
  };
}

/** All of the files together; of two SLOs with one id the later one is a problem. */
function collect(
  files: Iterable<{ readonly slos: readonly Slo[] | null; readonly problems: readonly WorkspaceProblem[] }>,
) {
  const slos = new Map<string, Slo>();
  const problems: WorkspaceProblem[] = [];
  for (const file of files) {
    problems.push(...file.problems);
    for (const slo of file.slos ?? []) {
      const first = slos.get(slo.id);
      if (!first) slos.set(slo.id, slo);
      else {
        const message = `${slo.service} has an SLO called ${slo.name} already, in ${first.file}`;
        problems.push({ file: slo.file, line: slo.line, column: 1, message });
      }
    }
  }
  return { slos: [...slos.values()], problems };
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (fileErrorCode(error) === "ENOENT") return null;
    throw new MidwatchError("STORE_FAILED", `${path} cannot be read: ${errorText(error)}`, { cause: error });
  }
}
