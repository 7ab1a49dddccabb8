import { useState } from "react";
import { Button } from "../../../../ui/Button.tsx";
import { Dialog } from "../../../../ui/Dialog.tsx";
import { TextInput } from "../../../../ui/TextInput.tsx";
import styles from "./Scrape.module.css";

interface Target {
  readonly job: string;
  readonly port: number;
  readonly path: string;
}

/** A target that discovery does not know: any port of the host that answers with metrics. */
export function AddTargetDialog({
  open,
  host,
  onClose,
  onAdd,
}: {
  readonly open: boolean;
  readonly host: string;
  readonly onClose: () => void;
  readonly onAdd: (target: Target) => void;
}) {
  return (
    <Dialog open={open} onClose={onClose} title={`Add a metrics target of ${host}`}>
      <Form onClose={onClose} onAdd={onAdd} />
    </Dialog>
  );
}

/** What is wrong with a field that is filled in; null when it may stand. */
const problems = {
  job: (text: string) => (/^[A-Za-z0-9_][A-Za-z0-9_.:-]*$/.test(text) ? null : "Use letters, digits and _ . : -"),
  port: (text: string) => (/^\d+$/.test(text) && Number(text) > 0 && Number(text) < 65_536 ? null : "1 to 65535"),
  path: (text: string) => (/^\/[^\s"'\\]*$/.test(text) ? null : "Use a path such as /metrics"),
};

function Form({ onClose, onAdd }: { readonly onClose: () => void; readonly onAdd: (target: Target) => void }) {
  const [job, setJob] = useState("");
  const [port, setPort] = useState("");
  const [path, setPath] = useState("/metrics");
  const incomplete = problems.job(job) !== null || problems.port(port) !== null || problems.path(path) !== null;
  const submit = () => {
    if (incomplete) return;
    onAdd({ job, port: Number(port), path });
    onClose();
  };
  const shown = (text: string, problem: (text: string) => string | null) => (text === "" ? null : problem(text));
  return (
    <>
      <div className={styles.fields}>
        <TextInput
          label="Job"
          hint="what runs there"
          value={job}
          onChange={(value) => setJob(value.trim())}
          onSubmit={submit}
          mono
          autoFocus
          error={shown(job, problems.job)}
        />
        <TextInput
          label="Port"
          value={port}
          onChange={(value) => setPort(value.trim())}
          onSubmit={submit}
          mono
          error={shown(port, problems.port)}
        />
      </div>
      <TextInput
        label="Path"
        value={path}
        onChange={(value) => setPath(value.trim())}
        onSubmit={submit}
        mono
        error={problems.path(path)}
      />
      <p>
        The port is read every 10 s through the SSH connection, at the host's loopback address. Interval, authentication
        and TLS are set in midwatch.yaml, where the target is written.
      </p>
      <div className="row">
        <Button size="lg" keys="Esc" onPress={onClose}>
          Cancel
        </Button>
        <span className="grow" />
        <Button size="lg" variant="primary" keys="Enter" isDisabled={incomplete} onPress={submit}>
          Add target
        </Button>
      </div>
    </>
  );
}
