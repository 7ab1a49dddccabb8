import { NotebookPen } from "lucide-react";
import { type RefObject, useState } from "react";
import { textLimits } from "../../../shared/domain/textLimits.ts";
import { reportProblem } from "../../app/report.ts";
import { useClient } from "../../state/client.ts";
import { Button } from "../../ui/Button.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import styles from "./Incidents.module.css";

/** Writes down what a person sees, thinks or does, at this moment and under their name. */
export function NoteBox({ id, boxRef }: { readonly id: number; readonly boxRef: RefObject<HTMLFormElement | null> }) {
  const { call } = useClient();
  const [text, setText] = useState("");
  const write = () => {
    if (text.trim() === "") return;
    // The text comes back where it could not be written.
    call("incidents.note", { id, text }).catch((error: unknown) => {
      setText((now) => (now === "" ? text : now));
      reportProblem("The note was not written")(error);
    });
    setText("");
  };
  return (
    <form
      ref={boxRef}
      className={styles.noteBox}
      onSubmit={(event) => {
        event.preventDefault();
        write();
      }}
    >
      <TextInput
        label="Note"
        hideLabel
        placeholder="What do you see, think, do? Enter writes it down"
        value={text}
        onChange={setText}
        maxLength={textLimits.incidentText}
        className={styles.noteField ?? ""}
      />
      <Button type="submit" icon={NotebookPen} isDisabled={text.trim() === ""}>
        Write note
      </Button>
    </form>
  );
}
