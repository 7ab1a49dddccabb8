import { useState } from "react";
import { textLimits } from "../../../shared/domain/textLimits.ts";
import { reportProblem } from "../../app/report.ts";
import { useClient } from "../../state/client.ts";
import { Button } from "../../ui/Button.tsx";
import { TextArea } from "../../ui/TextArea.tsx";
import styles from "./Incidents.module.css";

/** What the note said before is kept. */
export function EditNote({
  incident,
  entry,
  text,
  onClose,
}: {
  readonly incident: number;
  readonly entry: number;
  readonly text: string;
  readonly onClose: () => void;
}) {
  const { call } = useClient();
  const [edited, setEdited] = useState(text);
  const save = () =>
    call("incidents.editNote", { id: incident, entry, text: edited }).then(
      onClose,
      reportProblem("The note was not saved"),
    );
  return (
    <div className={styles.editing}>
      <TextArea label="Note" prose value={edited} onChange={setEdited} rows={3} maxLength={textLimits.incidentText} />
      <div className={styles.buttons}>
        <Button size="sm" variant="primary" isDisabled={edited.trim() === ""} onPress={() => void save()}>
          Save note
        </Button>
        <Button size="sm" onPress={onClose}>
          Cancel
        </Button>
      </div>
    </div>
  );
}
