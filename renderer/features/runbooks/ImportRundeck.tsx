import { FileInput } from "lucide-react";
import { useRef, useState } from "react";
import type { Contract } from "../../../shared/contract/contract.ts";
import type { Result } from "../../../shared/contract/define.ts";
import { reportProblem } from "../../app/report.ts";
import { useClient } from "../../state/client.ts";
import { formatRoute } from "../../state/navigation.ts";
import { useViewer } from "../../state/viewer.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";

type Draft = Result<Contract["runbooks.importRundeck"]>["drafts"][number];

const mostBytes = 1_000_000;

/** Takes jobs of Rundeck's over as drafts, whose guards are still to be filled in. */
export function ImportRundeck() {
  const { call } = useClient();
  const viewer = useViewer();
  const input = useRef<HTMLInputElement>(null);
  const [drafts, setDrafts] = useState<readonly Draft[] | null>(null);

  async function take(file: File): Promise<void> {
    if (file.size > mostBytes) throw new Error(`${file.name} is larger than 1 MB`);
    setDrafts((await call("runbooks.importRundeck", { text: await file.text() })).drafts);
  }

  const close = () => setDrafts(null);
  return (
    <>
      <Button size="sm" icon={FileInput} isDisabled={viewer !== null} onPress={() => input.current?.click()}>
        Import
      </Button>
      <input
        ref={input}
        type="file"
        accept=".yml,.yaml"
        hidden
        aria-label="Jobs of Rundeck in YAML"
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          if (file) take(file).catch(reportProblem(`${file.name} was not imported`));
          // The same file can be chosen again.
          target.value = "";
        }}
      />
      <Dialog
        open={drafts !== null}
        onClose={close}
        title="Drafts from Rundeck"
        footer={
          <Button size="lg" variant="primary" onPress={close}>
            Close
          </Button>
        }
      >
        {(drafts ?? []).map(({ id, file, notes }) => (
          <section key={id}>
            <p>
              <a href={formatRoute({ page: "runbook", id })} onClick={close}>
                {id}
              </a>{" "}
              is in <span className="mono">{file}</span>.
            </p>
            <ul>
              {notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          </section>
        ))}
      </Dialog>
    </>
  );
}
