import { useState } from "react";
import { errorText } from "../../../shared/base/errors.ts";
import { useClient } from "../../state/client.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { TextInput } from "../../ui/TextInput.tsx";

export function SecretDialog({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const { call } = useClient();
  const [value, setValue] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const save = () => {
    if (value === "") return;
    call("secrets.set", { name, value }).then(onClose, (error: unknown) => setProblem(errorText(error)));
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Set the secret ${name}`}
      footer={
        <>
          <Button size="lg" onPress={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="primary" isDisabled={value === ""} onPress={save}>
            Save
          </Button>
        </>
      }
    >
      <TextInput label="Value" secret autoFocus value={value} onChange={setValue} onSubmit={save} error={problem} />
      <p className="small fg3">It is kept outside the workspace and is not shown again.</p>
    </Dialog>
  );
}
