import { type ReactNode, useState } from "react";
import { errorText } from "../../../shared/base/errors.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";

/** Asks before something is taken out of the workspace, and says why it could not be. */
export function RemoveDialog({
  name,
  remove,
  onClose,
  children,
}: {
  readonly name: string;
  readonly remove: () => Promise<unknown>;
  readonly onClose: () => void;
  /** What it means. */
  readonly children: ReactNode;
}) {
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <Dialog
      open
      role="alertdialog"
      onClose={onClose}
      title={`Remove ${name}`}
      footer={
        <>
          <Button size="lg" autoFocus onPress={onClose}>
            Cancel
          </Button>
          <Button
            size="lg"
            variant="danger"
            onPress={() => void remove().then(onClose, (error: unknown) => setProblem(errorText(error)))}
          >
            Remove from midwatch.yaml
          </Button>
        </>
      }
    >
      <p>{children}</p>
      {problem === null ? null : (
        <p className="critical" role="alert">
          {problem}
        </p>
      )}
    </Dialog>
  );
}
