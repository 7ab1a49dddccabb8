import { FileInput } from "lucide-react";
import { useRef, useState } from "react";
import { counted } from "../../../shared/base/counted.ts";
import type { Contract } from "../../../shared/contract/contract.ts";
import type { Result } from "../../../shared/contract/define.ts";
import { reportProblem } from "../../app/report.ts";
import { useClient } from "../../state/client.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";

type Imported = Result<Contract["logs.importShipper"]>;

const mostBytes = 1_000_000;

/** Takes logs and servers over from the configuration of a shipper that a team has already. */
export function ImportShipper() {
  const { call } = useClient();
  const input = useRef<HTMLInputElement>(null);
  const [imported, setImported] = useState<Imported | null>(null);

  async function take(file: File): Promise<void> {
    if (file.size > mostBytes) throw new Error(`${file.name} is larger than 1 MB`);
    setImported(await call("logs.importShipper", { text: await file.text() }));
  }

  const close = () => setImported(null);
  return (
    <>
      <Button size="sm" icon={FileInput} onPress={() => input.current?.click()}>
        Import
      </Button>
      <input
        ref={input}
        type="file"
        accept=".yml,.yaml,.alloy,.river,.conf"
        hidden
        aria-label="Configuration of Filebeat, Promtail or Alloy"
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          if (file) take(file).catch(reportProblem(`${file.name} was not imported`));
          // The same file can be chosen again.
          target.value = "";
        }}
      />
      <Dialog
        open={imported !== null}
        onClose={close}
        title={imported ? `Read as a configuration of ${imported.shipper}` : ""}
        footer={
          <Button size="lg" variant="primary" onPress={close}>
            Close
          </Button>
        }
      >
        {imported ? (
          <>
            <p>
              {counted(imported.logs, "log")} and {counted(imported.servers, "server")} found; what was not listed yet
              is in <span className="mono">{imported.file}</span> now.
            </p>
            <ul>
              {imported.notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          </>
        ) : null}
      </Dialog>
    </>
  );
}
