import { useState } from "react";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { TextInput } from "../../ui/TextInput.tsx";

/** A host by a name that `ssh NAME` would take, when the configuration does not list it. */
export function AddHostDialog({
  open,
  onClose,
  onAdd,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onAdd: (name: string) => void;
}) {
  return (
    <Dialog open={open} onClose={onClose} title="Add a host">
      <Form onClose={onClose} onAdd={onAdd} />
    </Dialog>
  );
}

function Form({ onClose, onAdd }: { readonly onClose: () => void; readonly onAdd: (name: string) => void }) {
  const [name, setName] = useState("");
  const bad = name !== "" && !/^[^\s/\\@]+$/.test(name);
  const submit = () => {
    if (name === "" || bad) return;
    onAdd(name);
    onClose();
  };
  return (
    <>
      <TextInput
        label="Host"
        hint="as in: ssh NAME"
        value={name}
        onChange={(value) => setName(value.trim())}
        onSubmit={submit}
        mono
        autoFocus
        error={bad ? "Use a host name or address without spaces, slashes or @" : null}
      />
      <p>User, port, keys and jump hosts come from the SSH configuration.</p>
      <div className="row">
        <Button size="lg" keys="Esc" onPress={onClose}>
          Cancel
        </Button>
        <span className="grow" />
        <Button size="lg" variant="primary" keys="Enter" isDisabled={name === "" || bad} onPress={submit}>
          Add and check
        </Button>
      </div>
    </>
  );
}
