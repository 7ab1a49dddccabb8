import { useState } from "react";
import { reportProblem } from "../../app/report.ts";
import { useClient } from "../../state/client.ts";
import { useStream } from "../../state/useStream.ts";
import { useViewer } from "../../state/viewer.ts";
import { Switch } from "../../ui/Checkbox.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Setting } from "./Setting.tsx";

/** What the audit log keeps beside what it always does. */
export function AuditPanel() {
  const { call } = useClient();
  const viewer = useViewer();
  const [keepsText, setKeepsText] = useState<boolean | null>(null);
  useStream("audit.watch", {}, ({ keepsQueryText }) => setKeepsText(keepsQueryText));
  if (keepsText === null) return null;
  return (
    <Panel title="Audit">
      <Setting
        name="Text of queries"
        detail="Who asked which source and when is always kept. On, what was asked is kept as well, from then on and for everybody."
      >
        <Switch
          label="Text of queries"
          selected={keepsText}
          disabled={viewer !== null}
          onChange={(isOn) =>
            void call("audit.keepQueryText", { isOn }).catch(reportProblem("The setting was not saved"))
          }
        />
      </Setting>
    </Panel>
  );
}
