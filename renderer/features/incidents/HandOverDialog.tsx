import { Copy } from "lucide-react";
import { useMemo, useState } from "react";
import { targetOf } from "../../../shared/domain/alerts/alertWords.ts";
import { handOverNote } from "../../../shared/domain/incident/handOver.ts";
import { incidentName } from "../../../shared/domain/incident/incident.ts";
import { reportProblem } from "../../app/report.ts";
import type { Alert } from "../../state/alertsStore.ts";
import { useClient } from "../../state/client.ts";
import { hostNowMs } from "../../state/now.ts";
import { useViewer } from "../../state/viewer.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Markdown } from "../../ui/Markdown.tsx";
import { TextArea } from "../../ui/TextArea.tsx";
import { showToast } from "../../ui/Toasts.tsx";
import styles from "./Incidents.module.css";
import type { FollowedIncident } from "./useIncident.ts";

/** What the next shift has to know, to be copied or kept in the timeline. */
export function HandOverDialog({
  followed: { incident, entries },
  firing,
  onClose,
}: {
  readonly followed: FollowedIncident;
  readonly firing: readonly Alert[];
  readonly onClose: () => void;
}) {
  const { call } = useClient();
  const viewer = useViewer();
  const [left, setLeft] = useState("");
  const [nowMs] = useState(() => hostNowMs());
  const text = useMemo(
    () =>
      handOverNote({
        incident,
        entries,
        firing: firing.map((alert) => `${alert.name} ${targetOf(alert)}`.trim()),
        left,
        nowMs,
      }),
    [incident, entries, firing, left, nowMs],
  );
  const copy = () =>
    navigator.clipboard
      .writeText(text)
      .then(() => showToast({ status: "ok", title: "Hand-over note copied" }))
      .catch(reportProblem("The note was not copied"));
  const keep = () =>
    call("incidents.note", { id: incident.id, text: `Handed over. ${left.trim() || "Nothing is left to do."}` }).then(
      onClose,
      reportProblem("The hand-over was not written down"),
    );
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Hand over ${incidentName(incident)}`}
      width={680}
      footer={
        <>
          <Button size="lg" onPress={onClose}>
            Cancel
          </Button>
          <Button size="lg" icon={Copy} onPress={() => void copy()}>
            Copy as Markdown
          </Button>
          {viewer === null ? (
            <Button size="lg" variant="primary" onPress={() => void keep()}>
              Write it down
            </Button>
          ) : null}
        </>
      }
    >
      <TextArea label="What is left to do" prose value={left} onChange={setLeft} rows={3} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls */}
      <section className={styles.preview} aria-label="Hand-over note" tabIndex={0}>
        <Markdown text={text} />
      </section>
    </Dialog>
  );
}
