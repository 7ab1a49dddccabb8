import { type ReactNode, useRef, useState } from "react";
import { mostDocumentLength } from "../../../shared/contract/areas/dashboards.ts";
import { reportProblem } from "../../app/report.ts";
import { useClient } from "../../state/client.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { showToast } from "../../ui/Toasts.tsx";

interface Waiting {
  readonly fileName: string;
  readonly text: string;
  /** Files that are there already. */
  readonly names: readonly string[];
}

/** Files into the workspace: one that is there already is replaced only after a yes. */
export function useImport(onImported: (names: readonly string[]) => void): {
  readonly choose: () => void;
  readonly dialog: ReactNode;
} {
  const { call } = useClient();
  const input = useRef<HTMLInputElement>(null);
  const [waiting, setWaiting] = useState<Waiting | null>(null);

  async function send(fileName: string, text: string, overwrite: boolean): Promise<void> {
    const { kind, names } = await call("dashboards.import", { text, fileName, overwrite });
    if (kind === "exists") {
      setWaiting({ fileName, text, names });
      return;
    }
    setWaiting(null);
    showToast({ status: "ok", title: `Imported ${names.join(", ")}` });
    onImported(names);
  }

  async function read(file: File): Promise<void> {
    if (file.size > mostDocumentLength) {
      throw new Error(
        `${file.name} is larger than ${(mostDocumentLength / 1e6).toFixed(1)} MB: put it into the folder instead`,
      );
    }
    await send(file.name, await file.text(), false);
  }

  function take(files: FileList | null): void {
    for (const file of files ?? []) read(file).catch(reportProblem(`${file.name} was not imported`));
  }

  const close = () => setWaiting(null);
  return {
    choose: () => input.current?.click(),
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
            take(target.files);
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
                  if (waiting) send(waiting.fileName, waiting.text, true).catch(reportProblem("Nothing was imported"));
                }}
              >
                Replace {waiting?.names.length === 1 ? "the file" : `${waiting?.names.length} files`}
              </Button>
            </>
          }
        >
          <p>
            {waiting?.names.map((name) => `${name}.json`).join(", ")} {waiting?.names.length === 1 ? "is" : "are"} in
            the workspace already. What {waiting?.names.length === 1 ? "it holds" : "they hold"} now is lost when
            replaced.
          </p>
        </Dialog>
      </>
    ),
  };
}
