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
  const [waiting, setWaiting] = useState<Waiting | null>(null);

  async function take(step: ImportStep, overwrite: boolean): Promise<void> {
    const { kind, names } = await step(overwrite);
    if (kind === "exists") {
      setWaiting({ step, names });
      return;
    }
    setWaiting(null);
    showToast({ status: "ok", title: `Imported ${names.join(", ")}` });
    onImported(names);
  }

  const run = (what: string, step: ImportStep): void => {
    take(step, false).catch(reportProblem(`${what} was not imported`));
  };

  async function readFile(file: File, overwrite: boolean): ReturnType<ImportStep> {
    if (file.size > mostDocumentLength) {
      const most = (mostDocumentLength / 1e6).toFixed(1);
      throw new Error(`${file.name} is larger than ${most} MB: put it into the folder instead`);
    }
    return call("dashboards.import", { text: await file.text(), fileName: file.name, overwrite });
  }

  const close = () => setWaiting(null);
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
            for (const file of target.files ?? []) run(file.name, (overwrite) => readFile(file, overwrite));
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
                  if (waiting) take(waiting.step, true).catch(reportProblem("Nothing was imported"));
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
