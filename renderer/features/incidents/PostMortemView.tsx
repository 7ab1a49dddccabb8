import { Archive, Copy } from "lucide-react";
import { useMemo, useState } from "react";
import type { IncidentChange } from "../../../shared/domain/incident/change.ts";
import { postMortem } from "../../../shared/domain/incident/postMortem.ts";
import { useKeys } from "../../app/keyboard/useKeys.ts";
import { reportProblem } from "../../app/report.ts";
import { useClient } from "../../state/client.ts";
import { useNow } from "../../state/now.ts";
import { useViewer } from "../../state/viewer.ts";
import { Button } from "../../ui/Button.tsx";
import { Markdown } from "../../ui/Markdown.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { saveFile } from "../../ui/saveFile.ts";
import { TextArea } from "../../ui/TextArea.tsx";
import { showToast } from "../../ui/Toasts.tsx";
import { incidentArchive } from "./exportIncident.ts";
import styles from "./Incidents.module.css";
import type { MeasuredImpact } from "./useImpact.ts";
import type { FollowedIncident } from "./useIncident.ts";

const minuteMs = 60_000;
const nothingMeasured: MeasuredImpact = { traffic: [], budget: [] };
const parts = [
  { field: "summary", label: "Summary", rows: 5 },
  { field: "whatWorked", label: "What worked", rows: 4 },
  { field: "actions", label: "Actions to take, one a line", rows: 5 },
] as const;
type Written = Readonly<Record<(typeof parts)[number]["field"], string>>;

/** What people have to write on the left, the post-mortem that comes of it on the right. */
export function PostMortemView({
  followed,
  impact,
}: {
  readonly followed: FollowedIncident;
  readonly impact: MeasuredImpact | null;
}) {
  const { incident, entries } = followed;
  const { call } = useClient();
  const viewer = useViewer();
  const [draft, setDraft] = useState<Partial<Written>>({});
  const isChanged = parts.some(({ field }) => draft[field] !== undefined && draft[field] !== incident[field]);
  // A paper that is read does not change each second.
  const nowMs = Math.floor(useNow() / minuteMs) * minuteMs;
  const text = useMemo(
    () => postMortem({ incident: { ...incident, ...draft }, entries, ...(impact ?? nothingMeasured), nowMs }),
    [incident, draft, entries, impact, nowMs],
  );
  const save = () => {
    if (!isChanged) return;
    const change: IncidentChange = draft;
    call("incidents.change", { id: incident.id, change }).then(
      () => setDraft({}),
      reportProblem("The post-mortem was not saved"),
    );
  };
  const copy = () =>
    navigator.clipboard
      .writeText(text)
      .then(() =>
        showToast({ status: "ok", title: "Post-mortem copied", detail: "Its pictures come with the archive." }),
      )
      .catch(reportProblem("The post-mortem was not copied"));
  const download = () =>
    incidentArchive(call, followed, text, impact ?? nothingMeasured)
      .then(({ name, content }) => saveFile(name, content))
      .catch(reportProblem("The post-mortem was not saved as a file"));
  useKeys("Post-mortem", [
    { keys: "mod+enter", label: "Save", whileTyping: true, hidden: viewer !== null, run: save },
    { keys: "x", label: "Export", run: () => void download() },
  ]);
  return (
    <div className={styles.writing}>
      <Panel
        title="To be written"
        scroll
        controls={
          viewer === null ? (
            <Button size="sm" variant="primary" keys={["Ctrl", "Enter"]} isDisabled={!isChanged} onPress={save}>
              Save
            </Button>
          ) : null
        }
      >
        <div className={styles.parts}>
          {parts.map(({ field, label, rows }) => (
            <TextArea
              key={field}
              label={label}
              rows={rows}
              prose
              disabled={viewer !== null}
              value={draft[field] ?? incident[field]}
              onChange={(value) => setDraft((now) => ({ ...now, [field]: value.slice(0, 20_000) }))}
            />
          ))}
        </div>
      </Panel>
      <Panel
        title="Post-mortem"
        scroll
        reading
        controls={
          <>
            <Button size="sm" icon={Copy} onPress={() => void copy()}>
              Copy as Markdown
            </Button>
            <Button size="sm" icon={Archive} keys="X" onPress={() => void download()}>
              Export with pictures
            </Button>
          </>
        }
      >
        <div className={styles.sheet}>
          <Markdown text={text} />
        </div>
      </Panel>
    </div>
  );
}
