import { targetName } from "../../../shared/domain/terminal/target.ts";
import { Button } from "../../ui/Button.tsx";
import { CommandText, Dialog } from "../../ui/Dialog.tsx";
import type { HeldPaste } from "./liveTerminals.ts";
import { TargetTag } from "./TargetTag.tsx";
import styles from "./terminal.module.css";

/** More is told by its count. */
const shownLines = 200;

/** Shows what would run and where, before it does. */
export function PasteDialog({
  held,
  onClose,
  onPaste,
}: {
  readonly held: HeldPaste;
  readonly onClose: () => void;
  readonly onPaste: () => void;
}) {
  const { paste, panes } = held;
  const where = panes.length === 1 && panes[0] ? targetName(panes[0].target) : `${panes.length} terminals`;
  const lines = `${paste.lines} ${paste.lines === 1 ? "line" : "lines"}`;
  const shown = paste.text.split("\n").slice(0, shownLines).join("\n");
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Paste ${lines} into ${where}`}
      width={600}
      footer={
        <>
          <Button size="lg" keys="Esc" onPress={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="primary" onPress={onPaste} autoFocus>
            Paste {lines}
          </Button>
        </>
      }
    >
      <div className={styles.paste}>
        <ul className={styles.names} aria-label="Pasted into">
          {panes.map(({ key, target }) => (
            <li key={key}>
              <TargetTag target={target} />
              <span className="mono">{targetName(target)}</span>
            </li>
          ))}
        </ul>
        <p>Each line end is Enter: a shell runs what stands before it at once.</p>
        {paste.removed > 0 ? (
          <p className="warning">
            {paste.removed} control {paste.removed === 1 ? "character was" : "characters were"} taken out: such
            characters press keys.
          </p>
        ) : null}
        <div className={styles.pasteText}>
          <CommandText>{shown}</CommandText>
        </div>
        {paste.lines > shownLines ? <p className="fg3">and {paste.lines - shownLines} more lines</p> : null}
      </div>
    </Dialog>
  );
}
