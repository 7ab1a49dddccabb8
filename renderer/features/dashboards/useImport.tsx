import { type ReactNode, useRef, useState } from "react";
import { mostDocumentLength } from "../../../shared/contract/areas/dashboards.ts";
import { reportProblem } from "../../app/report.ts";
import { useClient } from "../../state/client.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { showToast } from "../../ui/Toasts.tsx";

/** Brings dashboards into the workspace; tells which files it would have to replace when it may not. */
type ImportStep = (overwrite: boolean) => Promise<{
  readonly kind: "written" | "exists";
  readonly names: readonly string[];
}>;

interface Waiting {
  readonly step: ImportStep;
  /** One of several files leaves the list of dashboards in view. */
  readonly isAlone: boolean;
  /** Files that are there already. */
  readonly names: readonly string[];
}

interface Imports {
  /** Asks for files of this computer. */
  readonly choose: () => void;
  /** Does a step; `what` names it when it fails. */
  readonly run: (what: string, step: ImportStep) => void;
  readonly dialog: ReactNode;
}

/** Imports into the workspace: what is there already is replaced only after a yes. */
export function useImport(onImported: (names: readonly string[]) => void): Imports {
  const { call } = useClient();
  const input = useRef<HTMLInputElement>(null);
  /** Asked one after the other: several files can be there already. */
  const [queue, setQueue] = useState<readonly Waiting[]>([]);
  const waiting = queue[0] ?? null;
  const close = () => setQueue((all) => all.slice(1));

  async function take(step: ImportStep, isAlone: boolean, overwrite: boolean): Promise<void> {
    const { kind, names } = await step(overwrite);
    if (kind === "exists") {
      setQueue((all) => [...all, { step, isAlone, names }]);
      return;
    }
    if (overwrite) close();
    showToast({ status: "ok", title: `Imported ${names.join(", ")}` });
    if (isAlone) onImported(names);
  }

  const run = (what: string, step: ImportStep, isAlone = true): void => {
    take(step, isAlone, false).catch(reportProblem(`${what} was not imported`));
  };

  async function readFile(file: File, overwrite: boolean): ReturnType<ImportStep> {
    if (file.size > mostDocumentLength) {
      const most = (mostDocumentLength / 1e6).toFixed(1);
      throw new Error(`${file.name} is larger than ${most} MB: put it into the folder instead`);
    }
    const text = await file.text();
    if (text.trim() === "") throw new Error(`${file.name} is empty`);
    return call("dashboards.import", { text, fileName: file.name, overwrite });
  }

  const isOne = waiting?.names.length === 1;
  return {
    choose: () => input.current?.click(),
    run,
    dialog: (
      <>
        <input
          ref={input}
          type="file"
          accept=".json,.yaml,.yml,application/json"
          multiple
          hidden
          aria-label="Dashboard files"
          onChange={({ target }) => {
            const files = [...(target.files ?? [])];
            for (const file of files) run(file.name, (overwrite) => readFile(file, overwrite), files.length === 1);
            // The same file can be chosen again.
            target.value = "";
          }}
        />
        <Dialog
          open={waiting !== null}
          onClose={close}
          title="Replace the dashboard"
          footer={
            <>
              <Button size="lg" onPress={close}>
                Cancel
              </Button>
              <Button
                size="lg"
                variant="primary"
                onPress={() => {
                  if (waiting) take(waiting.step, waiting.isAlone, true).catch(reportProblem("Nothing was imported"));
                }}
              >
                Replace {isOne ? "the file" : `${waiting?.names.length ?? 0} files`}
              </Button>
            </>
          }
        >
          <p>
            {waiting?.names.map((name) => `${name}.json`).join(", ")} {isOne ? "is" : "are"} in the workspace already.
            What {isOne ? "it holds" : "they hold"} now is lost when replaced.
          </p>
        </Dialog>
      </>
    ),
  };
}
